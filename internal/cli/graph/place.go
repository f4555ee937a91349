package graph

import "github.com/kaaslab/kaaslab/internal/svg"

// Measures of the picture, in pixels.
const (
	titleSize, rowSize = 13.0, 11.0
	rowHeight          = 16.0
	padding            = 12.0
	columnGap, rowGap  = 76.0, 18.0
	bendGap            = 12.0
	margin             = 24.0
	headHeight         = 36.0
)

// size is what the text of a box needs.
func size(box *Box) (width, height float64) {
	width = 1.15 * svg.TextWidth(box.Title, titleSize) // which is bold
	for _, row := range box.Rows {
		width = max(width, svg.TextWidth(row, rowSize))
	}
	return width + 2*padding, 2*padding + titleSize + rowHeight*float64(len(box.Rows))
}

// place gives every item its position, and returns the size of the whole.
func (l *layout) place() (width, height float64) {
	x := margin
	for _, column := range l.columns {
		widest := 0.0
		for _, it := range column {
			it.x, widest = x, max(widest, it.width)
		}
		for _, it := range column {
			it.width = widest // boxes are aligned, and a line passes the column straight
		}
		stack(column)
		x += widest + columnGap
	}
	for i := range sweeps {
		l.straighten(i%2 == 0)
	}
	return x - columnGap + margin, l.moveDown()
}

// stack puts the items of a column below each other.
func stack(column []*item) {
	y := 0.0
	for _, it := range column {
		it.y = y
		y += it.height + gapBelow(it)
	}
}

func gapBelow(it *item) float64 {
	if it.box == nil {
		return bendGap
	}
	return rowGap
}

// straighten moves each item towards the middle of its neighbours, as far as those above and below it leave room.
func (l *layout) straighten(rightwards bool) {
	for i := range l.columns {
		if !rightwards {
			i = len(l.columns) - 1 - i
		}
		spread(l.columns[i], rightwards)
	}
}

// spread finds places without overlap near the wanted ones: half way between pushing down only and pushing up only.
func spread(column []*item, rightwards bool) {
	wanted := make([]float64, len(column))
	for i, it := range column {
		wanted[i] = wantedPlace(it, rightwards)
	}
	down, up := make([]float64, len(column)), make([]float64, len(column))
	for i := range column {
		down[i] = wanted[i]
		if i > 0 {
			above := column[i-1]
			down[i] = max(wanted[i], down[i-1]+above.height+gapBelow(above))
		}
	}
	for i := len(column) - 1; i >= 0; i-- {
		up[i] = wanted[i]
		if i < len(column)-1 {
			up[i] = min(wanted[i], up[i+1]-column[i].height-gapBelow(column[i]))
		}
	}
	for i, it := range column {
		it.y = (down[i] + up[i]) / 2
	}
}

func wantedPlace(it *item, rightwards bool) float64 {
	neighbours := it.left
	if !rightwards || len(neighbours) == 0 {
		neighbours = it.right
	}
	if len(neighbours) == 0 {
		return it.y
	}
	sum := 0.0
	for _, n := range neighbours {
		sum += n.middle()
	}
	return sum/float64(len(neighbours)) - it.height/2
}

// moveDown makes the highest item start below the title, and returns the height of the picture.
func (l *layout) moveDown() float64 {
	top, bottom := 0.0, 0.0
	for c, column := range l.columns {
		for i, it := range column {
			if c == 0 && i == 0 {
				top, bottom = it.y, it.y
			}
			top, bottom = min(top, it.y), max(bottom, it.y+it.height)
		}
	}
	for _, column := range l.columns {
		for _, it := range column {
			it.y += margin + headHeight - top
		}
	}
	return bottom - top + 2*margin + headHeight
}
