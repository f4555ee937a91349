package view

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
)

// Images are those of a lab. Its JSON is an interface.
type Images struct {
	FormatVersion string `json:"format_version"`
	images.List
}

// ImagesJSON writes the images for machines.
func ImagesJSON(w io.Writer, list *images.List) error {
	return writeJSON(w, Images{FormatVersion, *list})
}

// ImageNames writes the images that are pulled, one a line.
func ImageNames(w io.Writer, list *images.List) error {
	for _, image := range list.References() {
		if _, err := fmt.Fprintln(w, printable.Line(image)); err != nil {
			return err
		}
	}
	return nil
}

// ImagesText writes the images for people: by who asks for them, and below what else there is to say.
func ImagesText(w io.Writer, list *images.List, style Style) error {
	text := &strings.Builder{}
	fmt.Fprintf(text, "Images of lab %q:\n\n", printable.Line(list.Lab))
	for _, resource := range askers(list) {
		fmt.Fprintln(text, style.paint(bold, printable.Line(resource)))
		imagesFor(text, list, resource)
	}
	said(text, style.paint(yellow, "note:"), list.Notes)
	said(text, style.paint(red, "not read:"), list.Unread)
	if len(list.Notes)+len(list.Unread) > 0 {
		fmt.Fprintln(text)
	}
	fmt.Fprintln(text, style.paint(bold, imagesSummary(list)))
	_, err := io.WriteString(w, text.String())
	return err
}

// askers are the resources that ask for images, in the order in which a lab is built.
func askers(list *images.List) []string {
	found := map[string]bool{}
	for _, image := range list.Images {
		for _, asker := range image.AskedBy {
			found[asker.Resource] = true
		}
	}
	return slices.SortedFunc(maps.Keys(found), func(a, b string) int { return cmp.Or(rank(a)-rank(b), cmp.Compare(a, b)) })
}

func rank(resource string) int {
	kind, _, _ := strings.Cut(resource, "/")
	return slices.Index(planner.Kinds(), planner.Kind(kind))
}

// mostImageWidth keeps a digest from moving who asks for others off the screen.
const mostImageWidth = 60

func imagesFor(text *strings.Builder, list *images.List, resource string) {
	var names, from []string
	for _, image := range list.Images {
		var parts []string
		for _, asker := range image.AskedBy {
			if asker.Resource == resource {
				parts = append(parts, printable.Line(asker.From))
			}
		}
		if len(parts) > 0 {
			names, from = append(names, printable.Line(image.Image)+howPulled(image)), append(from, words.Some(parts, words.Most))
		}
	}
	width := widest(names, mostImageWidth)
	for i, name := range names {
		fmt.Fprintf(text, "  %s  %s\n", pad(name, width), from[i])
	}
	fmt.Fprintln(text)
}

func howPulled(image images.Image) string {
	switch {
	case image.Unknown:
		return " (filled in on the cluster)"
	case !image.Pulled:
		return " (not pulled)"
	}
	return ""
}

// said writes notes. What holds for several resources is said once.
func said(text *strings.Builder, word string, notes []images.Note) {
	about := map[string][]string{}
	for _, note := range notes {
		about[note.Text] = append(about[note.Text], note.Resource)
	}
	for _, note := range notes {
		of := about[note.Text]
		delete(about, note.Text)
		if of == nil {
			continue
		}
		lines := wrap(words.Some(of, words.Most)+": "+note.Text, usualWidth-len("not read: "))
		fmt.Fprintf(text, "%s %s\n", word, strings.Join(lines, "\n      "))
	}
}

func imagesSummary(list *images.List) string {
	pulled := len(list.References())
	summary := words.Plural(pulled, "image") + " to pull"
	if pulled == 0 {
		summary = "Nothing is pulled"
	}
	if unread := len(list.Unread); unread > 0 {
		return summary + ", as far as is known: " + words.Plural(unread, "source") + " could not be read."
	}
	return summary + "."
}
