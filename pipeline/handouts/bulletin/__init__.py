"""《关于迎考工作进度的通报》 as Word and PDF: every figure is one query on a release's marts, and no household is named."""
