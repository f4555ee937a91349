package graph

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// random makes a graph whose lines go from lower to higher numbers.
func random(seed uint64) Graph {
	r := rand.New(rand.NewPCG(seed, 1))
	g := Graph{Title: "random"}
	for i := range 2 + r.IntN(30) {
		g.Boxes = append(g.Boxes, Box{ID: fmt.Sprint(i), Title: fmt.Sprint("box ", i), Rows: make([]string, r.IntN(4))})
		for range r.IntN(3) {
			if i > 0 {
				g.Lines = append(g.Lines, Line{From: fmt.Sprint(r.IntN(i)), To: fmt.Sprint(i)})
			}
		}
	}
	return g
}

func TestNothingOverlaps(t *testing.T) {
	for seed := range uint64(200) {
		l := newLayout(random(seed))
		l.order()
		width, height := l.place()
		for _, column := range l.columns {
			for i, it := range column {
				if it.x < 0 || it.y < 0 || it.x+it.width > width || it.y+it.height > height {
					t.Errorf("seed %d: an item is out of the picture", seed)
				}
				if i > 0 && column[i-1].y+column[i-1].height > it.y+0.01 {
					t.Errorf("seed %d: items %d and %d overlap", seed, i-1, i)
				}
			}
		}
		for _, r := range l.routes {
			for i := 1; i < len(r.items); i++ {
				if r.items[i-1].x >= r.items[i].x {
					t.Errorf("seed %d: a line goes to the left", seed)
				}
			}
		}
	}
}

func TestOrderUntanglesLines(t *testing.T) {
	g := Graph{}
	for _, id := range []string{"a", "b", "c", "x", "y", "z"} {
		g.Boxes = append(g.Boxes, Box{ID: id, Title: id})
	}
	g.Lines = []Line{{From: "a", To: "z"}, {From: "b", To: "y"}, {From: "c", To: "x"}}
	l := newLayout(g)
	if l.crossings() != 3 {
		t.Fatalf("%d crossings before, want 3", l.crossings())
	}
	if l.order(); l.crossings() != 0 {
		t.Errorf("%d crossings after, want none", l.crossings())
	}
}
