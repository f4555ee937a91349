package graph

// item is a box in the layout, or a bend: the place where a line passes a column on its way to one further right.
type item struct {
	box           *Box // nil for a bend
	width, height float64
	x, y          float64 // the upper left corner
	left, right   []*item // what lines join it to
}

func (i *item) middle() float64 { return i.y + i.height/2 }

// route is a line as the items that it passes.
type route struct {
	line  Line
	items []*item
}

// layout is a graph in columns.
type layout struct {
	columns [][]*item
	routes  []route
}

// newLayout puts each box in the column after the last of those that lines come from.
func newLayout(g Graph) *layout {
	l := &layout{}
	items, column := map[string]*item{}, columnsOf(g)
	for i := range g.Boxes {
		box := &g.Boxes[i]
		width, height := size(box)
		items[box.ID] = &item{box: box, width: width, height: height}
		l.add(items[box.ID], column[box.ID])
	}
	for _, line := range g.Lines {
		l.connect(line, items, column)
	}
	return l
}

func (l *layout) add(i *item, column int) {
	for len(l.columns) <= column {
		l.columns = append(l.columns, nil)
	}
	l.columns[column] = append(l.columns[column], i)
}

func (l *layout) connect(line Line, items map[string]*item, column map[string]int) {
	r := route{line: line, items: []*item{items[line.From]}}
	for c := column[line.From] + 1; c < column[line.To]; c++ {
		bend := &item{}
		l.add(bend, c)
		r.items = append(r.items, bend)
	}
	r.items = append(r.items, items[line.To])
	for i := 1; i < len(r.items); i++ {
		from, to := r.items[i-1], r.items[i]
		from.right, to.left = append(from.right, to), append(to.left, from)
	}
	l.routes = append(l.routes, r)
}

// columnsOf is the length of the longest way to each box. Lines of a graph never form a circle.
func columnsOf(g Graph) map[string]int {
	before := map[string][]string{}
	for _, line := range g.Lines {
		before[line.To] = append(before[line.To], line.From)
	}
	columns := map[string]int{}
	var find func(string) int
	find = func(id string) int {
		column, known := columns[id]
		if known {
			return column
		}
		for _, from := range before[id] {
			column = max(column, find(from)+1)
		}
		columns[id] = column
		return column
	}
	for _, box := range g.Boxes {
		find(box.ID)
	}
	return columns
}
