"""Pictures of a release: drawn from its marts, Chinese, readable without telling red from green."""
