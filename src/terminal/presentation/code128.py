"""Code 128 as modules, for receipts that are drawn rather than printed (ISO/IEC 15417).

Set B alone, as the printer's driver sends it: the same barcode on paper and in a picture.
"""

from typing import Final

_START_B: Final = 104
_STOP: Final = 106
_FIRST: Final = 0x20
_CHECK: Final = 103
QUIET: Final = 10
"""Light modules that have to stand at each side."""

_TABLE: Final = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232"
    " 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122"
    " 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311"
    " 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113"
    " 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422"
    " 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111"
    " 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121"
    " 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412"
    " 211214 211232 2331112"
)
"""Bar and space widths of each value, beginning with a bar."""
_WIDTHS: Final = tuple(_TABLE.split(" "))


def modules(text: str) -> tuple[bool, ...]:
    """True is dark; without the quiet zones. ValueError for a sign that is not printable ASCII."""
    values = [ord(sign) - _FIRST for sign in text]
    if not all(0 <= value < 0x5F for value in values):
        raise ValueError("a barcode holds printable ASCII")
    check = (_START_B + sum(n * value for n, value in enumerate(values, 1))) % _CHECK
    every = (_START_B, *values, check, _STOP)
    dark: list[bool] = []
    for widths in (_WIDTHS[value] for value in every):
        for place, width in enumerate(widths):
            dark.extend([place % 2 == 0] * int(width))
    return tuple(dark)
