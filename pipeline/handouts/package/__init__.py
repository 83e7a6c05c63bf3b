"""The assessment package: what an assessor, a village team or the public takes away from a release."""
