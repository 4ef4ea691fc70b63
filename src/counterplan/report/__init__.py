"""Figures, tables and pages from stored results. Nothing here simulates."""
