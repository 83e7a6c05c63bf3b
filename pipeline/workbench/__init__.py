"""核查工作台: pages in Chinese over one release, for reading; a reviewer's answers leave as delivery files."""
