package images

import (
	"cmp"
	"slices"

	"github.com/kaaslab/kaaslab/spec"
)

// List has the images of a lab. Its JSON is an interface.
type List struct {
	Lab    string  `json:"lab"`
	Images []Image `json:"images"` // by name
	Unread []Note  `json:"unread"` // what could not be read, so that its images are missing here
	Notes  []Note  `json:"notes"`  // what only the running lab knows, and what else there is to say
}

// Image is an image with all that ask for it.
type Image struct {
	Image   string  `json:"image"`             // the whole reference, such as docker.io/rancher/k3s:v1.36.1-k3s1
	Digest  string  `json:"digest,omitempty"`  // where the reference has one
	Pulled  bool    `json:"pulled"`            // whether anything pulls it: pods of simulated clusters need no image
	Unknown bool    `json:"unknown,omitempty"` // it is a template, which is filled in on the cluster
	AskedBy []Asker `json:"asked_by"`
}

// Asker is what asks for an image.
type Asker struct {
	Resource string `json:"resource"` // as a plan names it, such as managementCluster/demo-management
	From     string `json:"from"`     // the part of it, such as nodes or Deployment web/front
	// For is where the image is needed: docker, managementCluster or workloadClusters.
	For spec.ImageUse `json:"for"`
}

// Serves reports whether the image is needed there, by whoever pulls it.
func (i Image) Serves(use spec.ImageUse) bool {
	return slices.ContainsFunc(i.AskedBy, func(by Asker) bool { return by.For == use })
}

// Note is something to say about a resource.
type Note struct {
	Resource string `json:"resource"`
	Text     string `json:"text"`
}

// NewList returns an empty list.
func NewList(lab string) *List {
	return &List{Lab: lab, Images: []Image{}, Unread: []Note{}, Notes: []Note{}}
}

// Add adds an image, as somebody writes it. What one asker pulls is pulled.
func (l *List) Add(image string, pulled bool, by Asker) {
	whole, known := Whole(image)
	i, found := slices.BinarySearchFunc(l.Images, whole, func(there Image, name string) int { return cmp.Compare(there.Image, name) })
	if !found {
		l.Images = slices.Insert(l.Images, i, Image{Image: whole, Digest: digestOf(whole), Unknown: !known})
	}
	of := &l.Images[i]
	of.Pulled = of.Pulled || pulled
	if !slices.Contains(of.AskedBy, by) {
		of.AskedBy = append(of.AskedBy, by)
	}
}

// Say adds a note, once.
func (l *List) Say(resource, text string) { l.Notes = say(l.Notes, Note{resource, text}) }

// Miss says why something could not be read.
func (l *List) Miss(resource, why string) { l.Unread = say(l.Unread, Note{resource, why}) }

func say(notes []Note, note Note) []Note {
	if slices.Contains(notes, note) {
		return notes
	}
	return append(notes, note)
}

// References are the images that are pulled and known, each once and sorted.
func (l *List) References() []string {
	var all []string
	for _, image := range l.Images {
		if image.Pulled && !image.Unknown {
			all = append(all, image.Image)
		}
	}
	return all
}
