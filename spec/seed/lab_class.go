package seed

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/kaaslab/kaaslab/internal/untyped"
	"github.com/kaaslab/kaaslab/spec"
	"github.com/kaaslab/kaaslab/spec/classpatch"
	"github.com/kaaslab/kaaslab/spec/draft"
)

// labClassOf reads a class that a lab has made: what its lab file says of clusters stands in it.
func (c *conversion) labClassOf(o *object) {
	c.patches[o.name] = classpatch.Read(livePatches(o.look("spec", "patches")))
	c.reached(o)
}

// reached takes over how nodes of a class reach registries. Logins are named: their passwords are no part of it.
func (c *conversion) reached(o *object) {
	var reach struct {
		Registries []spec.Registry `json:"registries"`
		Proxy      spec.Proxy      `json:"proxy"`
		Trusted    []authority     `json:"certificateAuthorities"`
		Archives   bool            `json:"imageArchives"`
	}
	text := o.nodeAt("metadata", "annotations", spec.ReachAnnotation)
	if text == nil || json.Unmarshal([]byte(text.Value), &reach) != nil {
		return
	}
	for _, r := range reach.Registries {
		if r.Username != "" {
			c.lose(o, o.line(), "the login of %s is left out: its password is no part of a lab file; set username and passwordFile", r.Host)
		}
		mirrors := slices.DeleteFunc(slices.Clone(r.Mirrors), func(mirror string) bool { return spec.ImageCacheOf(mirror) != "" })
		c.lab.ImageCache = c.lab.ImageCache || len(mirrors) < len(r.Mirrors)
		if len(mirrors) > 0 {
			c.lab.Registries = append(c.lab.Registries, draft.Registry{Host: r.Host, Mirrors: mirrors})
		}
	}
	c.trusted(o, reach.Trusted)
	if reach.Archives {
		c.lose(o, o.line(), "archives of images are left out: nodes have what was in them, and a lab file names the files; set imageArchives")
	}
	if p := reach.Proxy; p.HTTPS != "" || p.HTTP != "" {
		c.lab.Proxy = &draft.Proxy{HTTPS: p.HTTPS, HTTP: p.HTTP, NoProxy: p.NoProxy}
		if p.Username != "" {
			c.lose(o, o.line(), "the login of the proxy is left out: its password is no part of a lab file; set username and passwordFile")
		}
	}
}

// authority is a certificate that a class tells of. Its text is in the Secret beside the class.
type authority struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// trusted writes the certificates into a file, where the Secret is among what is read.
func (c *conversion) trusted(class *object, all []authority) {
	texts := map[string]string{}
	for _, o := range c.objects {
		if isNodeSecret(class.label(labLabel), o) {
			for _, held := range contents(o) {
				read, err := spec.ReadCertificateAuthorities([]byte(held.text))
				if err == nil && len(read) == 1 {
					texts[read[0].SHA256] = read[0].PEM
				}
			}
		}
	}
	file := ""
	for _, a := range all {
		if texts[a.SHA256] == "" {
			c.lose(class, class.line(), "the certificate of %s is left out: it is in a Secret that is not among the files; set certificateAuthorities", a.Name)
		}
		file += texts[a.SHA256]
	}
	if file != "" {
		c.lab.Authorities = append(c.lab.Authorities, c.result.Files.AddAs(c.file, class.name, "certificate-authorities.pem", []byte(file)))
	}
}

// livePatches are the patches of a class, with their values as they are.
func livePatches(of any) []classpatch.Live {
	var all []classpatch.Live
	for _, patch := range untyped.Items[map[string]any](of) {
		live := classpatch.Live{}
		live.Name, _ = patch["name"].(string)
		for _, fields := range untyped.Items[map[string]any](patch["definitions"]) {
			d := classpatch.Definition{}
			selector, _ := fields["selector"].(map[string]any)
			d.Selector.Kind, _ = selector["kind"].(string)
			d.Selector.MatchResources, _ = selector["matchResources"].(map[string]any)
			d.JSONPatches, _ = fields["jsonPatches"].([]any)
			live.Definitions = append(live.Definitions, d)
		}
		all = append(all, live)
	}
	return all
}

// patched gives a cluster what the lab file said of it by patches of the lab's class.
func (e *clusterEntry) patched(by classpatch.Entry) {
	e.CustomHAProxyConfigTemplateRef, _ = by.Cluster["customHAProxyConfigTemplateRef"].(map[string]any)
	e.ControlPlane.Settings = with(e.ControlPlane.Settings, by.ControlPlane)
	for i, pool := range e.Workers {
		e.Workers[i].Settings = with(pool.Settings, by.Pool(pool.Name))
	}
	e.ClassPatches = by.ClassPatches
}

func with(settings, more map[string]any) map[string]any {
	if settings == nil {
		return maps.Clone(more)
	}
	maps.Copy(settings, more)
	return settings
}
