package kube

import (
	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// mark is the name of an object that its mark has: that of the kind, whatever its version, of the namespace and of the
// object. The mark of what was adopted is bound to the object itself, for somebody else may make it again.
func (r Resource) mark(namespace, name string, live Meta) string {
	if live.Adopted() {
		return r.markAdopted(live)
	}
	text := r.Kind
	if r.Group != "" {
		text += "." + r.Group
	}
	if r.Namespaced {
		return text + " " + namespace + "/" + name
	}
	return text + " " + name
}

func (r Resource) markAdopted(live Meta) string {
	return r.mark(live.Namespace, live.Name, Meta{}) + " " + live.UID
}

// Whose says whose an object of the kind is. kaaslab's own field owner, which no copy has by chance, proves what kaaslab
// made; what it took over has another field owner, and a mark with the UID instead.
func (r Resource) Whose(live Meta, lab *ownership.Lab) ownership.Whose {
	return lab.Judge(ownership.Claim{
		Lab: live.Labels[planner.LabLabel], ID: live.Annotations[ownership.IDKey], Object: live.Annotations[ownership.ObjectKey],
		Proven: live.Applied() || live.Adopted(),
	}, r.mark(live.Namespace, live.Name, live))
}
