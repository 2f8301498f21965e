"""
The pictures of the book. Each is drawn from a run of the program that it is about, so that it
shows what the program does.
"""

from lessons.book.pictures.gallery import PICTURES, pictureOf

__all__ = ["PICTURES", "pictureOf"]
