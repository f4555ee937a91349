// Package graph draws a lab, or a plan, as boxes and the lines between them: as Mermaid, as Graphviz' dot, or as an SVG
// that needs nothing else. It renders what it is given and looks at nothing.
package graph
