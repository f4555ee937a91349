package seed

import (
	"strings"

	"github.com/kaaslab/kaaslab/spec/draft"
)

// machineTemplate follows a reference to a template of machines and takes its image.
func (c *conversion) machineTemplate(o *object, m *machines, path ...string) {
	_, name := o.ref(path...)
	if name == "" {
		return
	}
	template := c.use(kindMachineTemplate, name)
	if template == nil {
		c.lose("%s: its machine template %s is no DockerMachineTemplate in the files", o, name)
		return
	}
	if image := template.text("spec", "template", "spec", "customImage"); image != "" {
		m.images = append(m.images, image)
	}
}

// image keeps an image of the user's own, as long as it fits the version. The usual one is left to Cluster API, which
// knows its digest: a tag in a template, which cannot be edited, would make an upgrade a matter of new templates.
func (c *conversion) image(w *draft.WorkloadCluster, m *machines) {
	for _, image := range m.images {
		switch {
		case strings.HasPrefix(image, "kindest/node:"):
			c.change("image %s is left out: Cluster API picks the node image of a version, by digest", image)
		case w.KubernetesVersion != m.version():
			c.lose("Cluster %s: image %s, which is of another version; set image to one of %s", w.Name, image, w.KubernetesVersion)
		case w.Image != "" && w.Image != image:
			c.lose("Cluster %s: image %s, for a cluster has one image, %s", w.Name, image, w.Image)
		default:
			w.Image = image
		}
	}
}
