"""The characters of a dot-matrix glass: 5 x 7 cells, drawn for this display.

Each line of `SHAPES` is a character and its seven rows, top first; in a row the bit of value 16 is
the left dot. Letters with marks are shown as their plain letter, as most such glasses do.
"""

import unicodedata
from functools import cache
from typing import Final

COLUMNS: Final = 5
ROWS: Final = 7
UNKNOWN: Final = (31, 17, 17, 17, 17, 17, 31)

SHAPES: Final = """
! 4 4 4 4 4 0 4
" 10 10 10 0 0 0 0
# 10 10 31 10 31 10 10
$ 4 15 20 14 5 30 4
% 24 25 2 4 8 19 3
& 12 18 20 8 21 18 13
' 4 4 8 0 0 0 0
( 2 4 8 8 8 4 2
) 8 4 2 2 2 4 8
* 0 4 21 14 21 4 0
+ 0 4 4 31 4 4 0
, 0 0 0 0 12 4 8
- 0 0 0 31 0 0 0
. 0 0 0 0 0 12 12
/ 0 1 2 4 8 16 0
0 14 17 19 21 25 17 14
1 4 12 4 4 4 4 14
2 14 17 1 2 4 8 31
3 31 2 4 2 1 17 14
4 2 6 10 18 31 2 2
5 31 16 30 1 1 17 14
6 6 8 16 30 17 17 14
7 31 1 2 4 8 8 8
8 14 17 17 14 17 17 14
9 14 17 17 15 1 2 12
: 0 12 12 0 12 12 0
; 0 12 12 0 12 4 8
< 2 4 8 16 8 4 2
= 0 0 31 0 31 0 0
> 8 4 2 1 2 4 8
? 14 17 1 2 4 0 4
@ 14 17 1 13 21 21 14
A 14 17 17 17 31 17 17
B 30 17 17 30 17 17 30
C 14 17 16 16 16 17 14
D 28 18 17 17 17 18 28
E 31 16 16 30 16 16 31
F 31 16 16 30 16 16 16
G 14 17 16 23 17 17 15
H 17 17 17 31 17 17 17
I 14 4 4 4 4 4 14
J 7 2 2 2 2 18 12
K 17 18 20 24 20 18 17
L 16 16 16 16 16 16 31
M 17 27 21 21 17 17 17
N 17 17 25 21 19 17 17
O 14 17 17 17 17 17 14
P 30 17 17 30 16 16 16
Q 14 17 17 17 21 18 13
R 30 17 17 30 20 18 17
S 15 16 16 14 1 1 30
T 31 4 4 4 4 4 4
U 17 17 17 17 17 17 14
V 17 17 17 17 17 10 4
W 17 17 17 21 21 21 10
X 17 17 10 4 10 17 17
Y 17 17 17 10 4 4 4
Z 31 1 2 4 8 16 31
[ 14 8 8 8 8 8 14
\\ 0 16 8 4 2 1 0
] 14 2 2 2 2 2 14
^ 4 10 17 0 0 0 0
_ 0 0 0 0 0 0 31
` 8 4 2 0 0 0 0
a 0 0 14 1 15 17 15
b 16 16 22 25 17 17 30
c 0 0 14 16 16 17 14
d 1 1 13 19 17 17 15
e 0 0 14 17 31 16 14
f 6 9 8 28 8 8 8
g 0 15 17 17 15 1 14
h 16 16 22 25 17 17 17
i 4 0 12 4 4 4 14
j 2 0 6 2 2 18 12
k 16 16 18 20 24 20 18
l 12 4 4 4 4 4 14
m 0 0 26 21 21 17 17
n 0 0 22 25 17 17 17
o 0 0 14 17 17 17 14
p 0 0 30 17 30 16 16
q 0 0 13 19 15 1 1
r 0 0 22 25 16 16 16
s 0 0 14 16 14 1 30
t 8 8 28 8 8 9 6
u 0 0 17 17 17 19 13
v 0 0 17 17 17 10 4
w 0 0 17 17 21 21 10
x 0 0 17 10 4 10 17
y 0 0 17 17 15 1 14
z 0 0 31 2 4 8 31
{ 2 4 4 8 4 4 2
| 4 4 4 4 4 4 4
} 8 4 4 2 4 4 8
~ 0 0 8 21 2 0 0
¢ 4 14 20 20 14 4 0
£ 6 9 8 28 8 8 31
€ 7 8 30 8 30 8 7
° 12 18 18 12 0 0 0
ß 12 18 18 22 17 22 16
"""
SPACE: Final = (0,) * ROWS


@cache
def _table() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {" ": SPACE, "\u00a0": SPACE}
    for line in SHAPES.strip().splitlines():
        sign, *rows = line.replace("\\\\", "\\").split()
        shapes[sign] = tuple(int(row) for row in rows)
    return shapes


@cache
def shape(sign: str) -> tuple[int, ...]:
    """The seven rows of a character; a frame for what the glass has no dots for."""
    table = _table()
    if sign in table:
        return table[sign]
    plain = unicodedata.normalize("NFKD", sign)[:1]
    return table.get(plain, UNKNOWN)
