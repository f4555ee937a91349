package planner

import "github.com/kaaslab/kaaslab/spec"

// Wanted is what a lab file asks for: the lab, and the resources that it stands for.
type Wanted struct {
	Lab       *spec.Lab
	resources []Resource // in the order of the table of kinds
	at        map[ID]int
}

// Want reads what a lab wants.
func Want(lab *spec.Lab) Wanted {
	w := Wanted{Lab: lab, resources: Desired(lab)}
	w.at = make(map[ID]int, len(w.resources))
	for i, r := range w.resources {
		w.at[r.ID] = i
	}
	return w
}

// Of lists the wanted resources of a kind.
func (w Wanted) Of(kind Kind) []Resource {
	var of []Resource
	for _, r := range w.resources {
		if r.ID.Kind == kind {
			of = append(of, r)
		}
	}
	return of
}

// Get returns a resource, if it is wanted.
func (w Wanted) Get(id ID) (Resource, bool) {
	i, found := w.at[id]
	if !found {
		return Resource{}, false
	}
	return w.resources[i], true
}

// AttrsOf returns the attributes of a wanted resource, and empty ones if it is not wanted or has others.
func AttrsOf[A Attrs](w Wanted, id ID) A {
	r, _ := w.Get(id)
	attrs, _ := r.Attrs.(A)
	return attrs
}
