package addons

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/executor/alteration"
	"github.com/kaaslab/kaaslab/executor/charts"
	"github.com/kaaslab/kaaslab/executor/kube"
	"github.com/kaaslab/kaaslab/spec"
)

// content is what a profile installs on a cluster, as far as it is known.
type content struct {
	wanted []wanted
	before map[key]kube.Object // what was installed last, where it is known
	was    []installed
	notes  []string
	hooks  []string // what else is to be said of charts, if anything is done
}

func (c *content) say(format string, values ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, values...))
}

func (c *content) add(object map[string]any, from string, once bool) {
	c.wanted = append(c.wanted, wanted{object: kube.Object(object), from: from, once: once})
}

// inNamespace adds the namespace itself, which Sveltos makes where it is not there.
func (c *content) inNamespace(name, from string) {
	if name != "" && charts.NeedsNamespace(name) {
		c.add(map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}}, from, true)
	}
}

func (o *outlook) content(ctx context.Context, profile *spec.AddonProfile, on *cluster) *content {
	c := o.installed(on, profile.Name)
	for i := range profile.HelmCharts {
		o.chart(ctx, c, &profile.HelmCharts[i], on)
	}
	c.withdraw(ctx, o.management.recordOf(on.Name, profile.Name), profile.HelmCharts, on)
	for _, file := range profile.Files {
		c.manifest(file)
	}
	c.alter(profile)
	c.sayWhatElse(profile)
	return c
}

// installed is what a profile has installed by manifests.
func (o *outlook) installed(on *cluster, profile string) *content {
	c := &content{before: map[key]kube.Object{}}
	if err := o.management.unread; err != nil {
		c.say("what Sveltos has installed cannot be read, so that nothing is told of what goes: %v", err)
	}
	c.was = append(c.was, o.management.recordOf(on.Name, profile).objects...)
	maps.Copy(c.before, o.management.carried[profile])
	return c
}

// alter lays the profile's patches, labels and annotations over what it installs. What cannot be worked out here is said.
func (c *content) alter(profile *spec.AddonProfile) {
	a, err := alteration.Of(profile)
	for i := 0; i < len(c.wanted) && err == nil; i++ {
		if w := &c.wanted[i]; !w.once {
			err = w.alter(a)
		}
	}
	const unsure = "so that what they change may show as a difference"
	if a.Templates {
		c.say("patches that are templates of Sveltos are not filled in here, %s", unsure)
	}
	if err != nil {
		c.say("what the profile changes in its objects cannot be worked out here, %s: %v", unsure, err)
	}
}

func (w *wanted) alter(a alteration.Alteration) error {
	object, err := a.Object(w.object)
	if err != nil {
		return err
	}
	w.object = object
	w.left, err = a.LeftAlone(object)
	return err
}

// sayWhatElse names what a profile does that is not told object by object.
func (c *content) sayWhatElse(profile *spec.AddonProfile) {
	more, _ := profile.Spec.(map[string]any)
	if more["patchesFrom"] != nil {
		c.say("what spec.patchesFrom refers to is not applied here, so that what it changes may show as a difference")
	}
	for _, name := range []string{"policyRefs", "kustomizationRefs"} {
		if more[name] != nil {
			c.say("what spec.%s refers to is not looked at here", name)
			c.keepManifests()
		}
	}
}

// keepManifests keeps what no known manifest has from being told as going: it may be of what is not known.
func (c *content) keepManifests() {
	c.was = slices.DeleteFunc(c.was, func(was installed) bool { return was.from == goneManifest })
}

// manifest adds the objects of a file.
func (c *content) manifest(file spec.ManifestFile) {
	switch {
	case file.Reference["deploymentType"] == "Local":
		c.say("%s goes to the management cluster, which is not looked at here", file.Path)
		return
	case file.Template:
		c.say("%s is a template of Sveltos, which is not filled in here", file.Path)
		c.keepManifests()
		return
	}
	for i, object := range file.Objects {
		if file.Reference["skipNamespaceCreation"] != true {
			c.inNamespace(kube.Object(object).Namespace(), file.At(i))
		}
		c.add(object, file.At(i), false)
	}
}
