package graph

import (
	"cmp"
	"slices"
)

// sweeps is how often the order within the columns is improved. More change nothing in pictures that a person can read.
const sweeps = 8

// order sorts each column by where the neighbours of its items are, back and forth, and keeps the best it saw.
func (l *layout) order() {
	best, least := l.copyColumns(), l.crossings()
	for sweep := range sweeps {
		l.sweep(sweep%2 == 0)
		if n := l.crossings(); n < least {
			best, least = l.copyColumns(), n
		}
	}
	l.columns = best
}

func (l *layout) copyColumns() [][]*item {
	columns := make([][]*item, len(l.columns))
	for i, column := range l.columns {
		columns[i] = slices.Clone(column)
	}
	return columns
}

func (l *layout) sweep(rightwards bool) {
	for i := range l.columns {
		neighbours := func(it *item) []*item { return it.left }
		if !rightwards {
			i = len(l.columns) - 1 - i
			neighbours = func(it *item) []*item { return it.right }
		}
		place := l.places()
		mean := func(it *item) float64 { return meanPlace(it, neighbours(it), place) }
		slices.SortStableFunc(l.columns[i], func(a, b *item) int { return cmp.Compare(mean(a), mean(b)) })
	}
}

// places is each item's position in its column.
func (l *layout) places() map[*item]float64 {
	places := map[*item]float64{}
	for _, column := range l.columns {
		for i, it := range column {
			places[it] = float64(i)
		}
	}
	return places
}

// meanPlace is where an item's neighbours are. One without neighbours stays.
func meanPlace(it *item, neighbours []*item, place map[*item]float64) float64 {
	if len(neighbours) == 0 {
		return place[it]
	}
	sum := 0.0
	for _, n := range neighbours {
		sum += place[n]
	}
	return sum / float64(len(neighbours))
}

// crossings counts how many pairs of lines cross between neighbouring columns. From both ends of the pair, by the order
// of their starts, the ends that stand in the wrong order are counted.
func (l *layout) crossings() int {
	place, total := l.places(), 0
	for _, column := range l.columns {
		var ends []float64
		for _, it := range column {
			own := make([]float64, len(it.right))
			for i, to := range it.right {
				own[i] = place[to]
			}
			slices.Sort(own)
			ends = append(ends, own...)
		}
		total += inversions(ends)
	}
	return total
}

func inversions(values []float64) int {
	total := 0
	for i, value := range values {
		for _, later := range values[i+1:] {
			if later < value {
				total++
			}
		}
	}
	return total
}
