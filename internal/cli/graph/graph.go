package graph

// Graph is a picture before it is drawn. Lines go from left to right, in the order in which a lab is built.
type Graph struct {
	Title string
	Boxes []Box
	Lines []Line
}

// Box is one thing of the picture.
type Box struct {
	ID    string // unique within the graph
	Kind  Kind
	Title string
	Rows  []string // details, one a line
}

// Kind is what a box stands for. It decides how the box looks.
type Kind string

// The kinds of boxes: parts of a lab, and steps of a plan by what they do.
const (
	Management Kind = "management"
	Network    Kind = "network"
	Cluster    Kind = "cluster"
	Profile    Kind = "profile"
	Create     Kind = "create"
	Update     Kind = "update"
	Ensure     Kind = "ensure"
	Delete     Kind = "delete"
)

// Line joins two boxes.
type Line struct {
	From, To string
	Label    string
	Style    Style
}

// Style is how a line looks.
type Style int

// The styles of lines.
const (
	Arrow  Style = iota // From comes before To
	Joined              // both are connected, and neither comes first
	Dashed              // From selects To
)
