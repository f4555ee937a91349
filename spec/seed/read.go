package seed

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/spec"
)

// read takes in the objects of all files. Of a file or an object that is there twice the last counts, as with kubectl apply.
func (c *conversion) read() {
	for i, source := range c.sources {
		if !slices.ContainsFunc(c.sources[:i], func(before Source) bool { return reflect.DeepEqual(before, source) }) {
			c.readSource(source)
		}
	}
	c.objects = slices.DeleteFunc(c.objects, func(o *object) bool { return o.replaced })
}

func (c *conversion) readSource(source Source) {
	if len(source.Unset) > 0 {
		c.loseFile(source.Name, source.Unset[0].Line, "is a clusterctl template, and its variables have no value: %s; give them with %s",
			unsetNames(source.Unset, "", ", "), unsetNames(source.Unset, "--set ", "=... ")+"=...")
		return
	}
	for _, part := range chunks(source.Data) {
		nodes, bad := part.documents(source.Name)
		switch {
		case bad == nil:
		case helmControl.Match(source.Data):
			c.loseFile(source.Name, bad.Line, "%s", helmReason)
			return
		default:
			c.loseFile(source.Name, bad.Line, "%s", bad.Reason)
			continue
		}
		for _, node := range nodes {
			c.take(source.Name, node)
		}
	}
}

func unsetNames(unset []Variable, before, between string) string {
	names := make([]string, len(unset))
	for i, variable := range unset {
		names[i] = before + variable.Name
	}
	return strings.Join(names, between)
}

// take takes a document in. What a List holds counts as if it stood alone.
func (c *conversion) take(file string, document *yaml.Node) {
	for _, node := range spec.Items(document) {
		c.takeObject(file, node)
	}
}

func (c *conversion) takeObject(file string, node *yaml.Node) {
	if node.Kind != yaml.MappingNode {
		c.loseFile(file, node.Line, "is no Kubernetes manifest: a document in it is not a mapping")
		return
	}
	o := c.newObject(file, node)
	if reason := o.whyNone(); reason != "" {
		c.lose(o, node.Line, "%s", reason)
		return
	}
	c.replace(o)
	c.objects = append(c.objects, o)
}

// replace finds the same object further up.
func (c *conversion) replace(o *object) {
	key := identity{o.kind, o.home(), o.name}
	before := c.known[key]
	c.known[key] = o
	switch {
	case before == nil || o.name == "":
		return
	case reflect.DeepEqual(before.rest, o.rest):
		c.change("%s is there twice, and the same", o)
	default:
		c.lose(before, before.line(), "is there again in %s, and the last one counts, as with kubectl apply", o.place())
	}
	before.replaced = true
}
