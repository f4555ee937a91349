package seed

import "strings"

func (c *conversion) ofKind(kind string) []*object {
	var found []*object
	for _, o := range c.objects {
		if o.kind == kind {
			found = append(found, o)
		}
	}
	return found
}

// use finds an object that another one refers to. What nobody refers to is reported at the end.
func (c *conversion) use(kind, name string) *object {
	for _, o := range c.ofKind(kind) {
		if o.name == name {
			o.used = true
			return o
		}
	}
	return nil
}

// part is an item of a list in an object, whose left-overs count like those of the object.
func (c *conversion) part(of *object, at string, content any) *object {
	inner, isMapping := content.(map[string]any)
	if !isMapping {
		inner = map[string]any{}
		c.lose("%s: %s is not a mapping", of, at)
	}
	item := &object{kind: of.kind + "(part)", name: of.name, at: at, rest: inner, used: true}
	c.objects = append(c.objects, item)
	return item
}

// leftovers reports objects that nothing was made of, and fields that were not understood.
func (c *conversion) leftovers() {
	for _, o := range c.objects {
		left := o.left()
		switch {
		case o.kind == kindHealthCheck:
			c.change("%s: every Docker cluster has a health check of its own", o)
		case !o.used:
			c.lose("%s: %s", o, unusedReason(o))
		case len(left) > 0:
			c.lose("%s: %s", strings.Replace(o.String(), "(part)", "", 1), strings.Join(left, ", "))
		}
	}
}

func unusedReason(o *object) string {
	switch o.kind {
	case kindControlPlane, kindDeployment, kindBootstrap, kindDockerCluster, kindMachineTemplate:
		return "belongs to no Cluster in the files"
	case kindConfigMap:
		return "no profile in the files names it"
	}
	return "kaaslab has nothing of this kind; apply it by manifests: of a cluster or a profile if it is needed"
}
