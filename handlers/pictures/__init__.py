"""Pictures of the board's figures, as PNG files that are readable on a telephone.

Only this package knows matplotlib, and it draws on figures of its own: no window, no state shared
between two pictures. *page* is the sheet, mirrored where the language runs from right to left;
*charts* draws what is on it; *board* is the pictures themselves, each from the board's figures.
Words arrive as words and are rendered here, at the last moment.
"""
