package graph_test

import (
	"encoding/xml"
	"fmt"
	"testing"
)

// svgPicture is what a viewer finds in a picture.
type svgPicture struct {
	width, height float64
	boxes         []svgBox
}

type svgBox struct {
	X      float64 `xml:"x,attr"`
	Y      float64 `xml:"y,attr"`
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
}

func readSVG(t *testing.T, text []byte) svgPicture {
	t.Helper()
	var read struct {
		XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
		ViewBox string   `xml:"viewBox,attr"`
		Groups  []struct {
			Box svgBox `xml:"rect"`
		} `xml:"g"`
	}
	if err := xml.Unmarshal(text, &read); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var p svgPicture
	if _, err := fmt.Sscanf(read.ViewBox, "0 0 %f %f", &p.width, &p.height); err != nil {
		t.Fatalf("viewBox %q: %v", read.ViewBox, err)
	}
	for _, group := range read.Groups {
		p.boxes = append(p.boxes, group.Box)
	}
	return p
}

// cuts reports whether a box is not wholly in the picture.
func (p svgPicture) cuts(b svgBox) bool {
	return b.X < 0 || b.Y < 0 || b.Width <= 0 || b.Height <= 0 || b.X+b.Width > p.width || b.Y+b.Height > p.height
}
