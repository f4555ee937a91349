package seed

import (
	"maps"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/crd"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// profileEntry is an entry of addonProfiles, and what it is from.
type profileEntry struct {
	draft.AddonProfile

	from   *object
	charts []*object // what each of its charts is from
}

// installs reports whether something of what the profile installs is there.
func (e *profileEntry) installs() bool {
	said, _ := e.More["spec"].(map[string]any)
	return len(e.HelmCharts)+len(e.Manifests) > 0 || said["policyRefs"] != nil || said["kustomizationRefs"] != nil
}

func (c *conversion) profile(o *object) {
	o.used = true
	defer c.while(o)()
	e := &profileEntry{from: o, AddonProfile: draft.AddonProfile{Name: o.name}}
	if o.kind == kindProfile {
		e.Namespace = o.home()
	}
	if found := c.profileSettings(e); found.any() {
		c.leave(o, found.line, "", found.String())
		return
	}
	e.DependsOn = c.texts(o, "spec", "dependsOn")
	for _, item := range c.items(o, "spec", "helmCharts") {
		c.addChart(e, item)
	}
	for _, item := range c.items(o, "spec", "policyRefs") {
		c.addManifests(e, item)
	}
	for _, item := range c.items(o, "spec", "kustomizationRefs") {
		c.refer(e, item, "kustomizationRefs", nil)
	}
	if !e.installs() {
		c.leave(o, o.line(), "", "nothing that it installs can be carried over")
		return
	}
	c.change("%s: becomes addonProfiles entry %s, which selects clusters of this lab only", o, e.Name)
	c.profiles = append(c.profiles, e)
}

// limit says what Sveltos makes of the fields of a Profile: what it refers to is in its namespace, whatever stands there.
func (e *profileEntry) limit(fields map[string]any) {
	if e.Namespace == "" {
		return
	}
	spec.EachOwnReference(fields, func(_ []any, reference map[string]any) { reference["namespace"] = e.Namespace })
}

// leave leaves an object out, or what a part of one is, with the reason, which stands for all that it holds.
func (c *conversion) leave(o *object, line int, what, why string) {
	c.lose(o, line, "%s", strings.TrimSpace(what+" is left out: "+why))
	o.drop()
}

// profileSettings takes what a profile says besides what it installs, or says why it has to stay away.
func (c *conversion) profileSettings(e *profileEntry) reasons {
	o, found := e.from, reasons{}
	annotations, _ := o.look("metadata", "annotations").(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(annotations)) {
		if strings.HasSuffix(name, pausedAnnotationSuffix) {
			found.add(o.line("metadata", "annotations", name), "it is paused ("+name+"), and a lab file has no profile that is")
		}
	}
	line, why := o.line("spec", "clusterSelector"), ""
	sets, _ := o.look("spec", "setRefs").([]any)
	hasSets := len(sets) > 0
	names, lost := c.clusterRefs(o)
	e.ClusterRefs = names
	e.ClusterSelector, why = c.selector(o)
	switch {
	case why != "" && len(lost) > 0 && len(names) == 0 && !hasSets:
		found.add(lost[0].node.Line, "it names clusters in clusterRefs, and none of them is in the files; name the files that have them as well")
	case why != "" && len(names) == 0 && !hasSets:
		found.add(line, why)
	default:
		for _, item := range lost {
			c.lose(o, item.node.Line, "%s: it names what is none of the clusters in the files", item.at)
		}
	}
	line = o.line("spec", "syncMode")
	e.SyncMode, why = syncMode(o)
	found.add(line, why)
	inner, _ := o.look("spec").(map[string]any)
	part := &object{kind: o.kind, name: o.name, file: o.file, node: orNothing(o.nodeAt("spec")), at: "spec", rest: inner}
	found.addAll(c.judge(part, nil, slices.Concat(ownFields, sveltosFields)...))
	if !found.any() {
		e.More = draft.MoreOfProfile(c.inSveltosWords(part, sveltosFields))
	}
	return found
}

// ownFields are the fields of a profile that become keys of kaaslab's own. Kustomizations become manifests.
var ownFields = append(slices.Clone(spec.ProfileFields), "kustomizationRefs")

// sveltosFields are the fields of a profile that a lab file takes over as they are.
var sveltosFields = slices.DeleteFunc(slices.Sorted(maps.Keys(crd.ClusterProfile("").Properties)), func(name string) bool {
	return slices.Contains(ownFields, name)
})

// inSveltosWords takes fields as they are, and notes of those that name objects that these have to be there.
func (c *conversion) inSveltosWords(o *object, names []string) map[string]any {
	fields := map[string]any{}
	for _, name := range names {
		value := o.look(name)
		if value == nil {
			continue
		}
		if slices.Contains(referring, name) {
			c.need(o, o.line(name), strings.TrimPrefix(o.at+"."+name, "."), value)
		}
		fields[name] = value
		o.take(name)
	}
	return fields
}

// referring are the fields that name objects of the management cluster.
var referring = []string{"templateResourceRefs", "patchesFrom", "valuesFrom", "registryCredentialsConfig", "signatureVerification", "provenanceVerification"}

var syncModes = []spec.SyncMode{spec.SyncContinuous, spec.SyncContinuousWithDriftDetection, spec.SyncOneTime, spec.SyncDryRun}

func syncMode(o *object) (mode, why string) {
	found := o.look("spec", "syncMode")
	text, isText := found.(string)
	if found == nil || isText && (text == "" || slices.Contains(syncModes, spec.SyncMode(text))) {
		return o.text("spec", "syncMode"), ""
	}
	return "", "its syncMode is none that Sveltos has: " + oneLine(o.nodeAt("spec", "syncMode").Value)
}

// texts takes a list of strings.
func (c *conversion) texts(o *object, path ...string) []string {
	line := o.line(path...)
	list, isList := o.look(path...).([]any)
	if !isList {
		return nil
	}
	o.take(path...)
	var found []string
	for _, item := range list {
		if text, isText := item.(string); isText {
			found = append(found, text)
			continue
		}
		c.lose(o, line, "%s holds something that is no text", strings.Join(path, "."))
	}
	return found
}
