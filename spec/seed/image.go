package seed

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/spec"
)

// machineTemplate follows a reference to a template of machines and takes its image, and to settings what else it says of them.
func (c *conversion) machineTemplate(o *object, m *machines, settings map[string]any, path ...string) map[string]any {
	line := o.line(path...)
	ref := o.ref(path...)
	if ref.name == "" {
		return settings
	}
	template := c.use(ref, machineKinds(ref.kind)...)
	if template == nil {
		c.lose(o, line, "its machine template %s is no DockerMachineTemplate in the files", cmp.Or(strings.TrimSpace(ref.kind+" "+ref.name), ref.name))
		return settings
	}
	for _, path := range [][]string{{"spec", "template", "spec"}, {"spec", "template", "spec", "backend", "docker"}} {
		m.images = append(m.images, say(template, append(slices.Clone(path), "customImage")...)...)
		settings = c.machineParts(settings, template, path)
	}
	emptied(template, "spec", "template", "spec", "backend", "docker")
	return settings
}

// machineParts takes what is mounted and loaded into machines, but for Docker's socket, which examples of Cluster API mount into
// control planes that become management clusters: nobody gets that who does not ask for it.
func (c *conversion) machineParts(settings map[string]any, template *object, path []string) map[string]any {
	for _, key := range []string{"extraMounts", "preLoadImages"} {
		at := append(slices.Clone(path), key)
		line := template.line(at...)
		list, _ := template.take(at...).([]any)
		kept := slices.DeleteFunc(list, func(item any) bool {
			mount, _ := item.(map[string]any)
			return mount["hostPath"] == spec.DockerSocket
		})
		if len(kept) < len(list) {
			c.lose(template, line, "%s is not mounted: who has it is root on the host; write it under extraMounts if these machines need it", spec.DockerSocket)
		}
		if len(kept) > 0 {
			settings = with(settings, map[string]any{key: kept})
		}
	}
	return settings
}

func machineKinds(kind string) []string {
	switch kind {
	case "", "DockerMachineTemplate":
		return []string{kindDockerMachines}
	case "DevMachineTemplate":
		return []string{kindDevMachines}
	}
	return nil
}

// image keeps an image of the user's own, as long as it fits the version. The usual one is left to Cluster API, which
// knows its digest: a tag in a template, which cannot be edited, would make an upgrade a matter of new templates.
func (c *conversion) image(e *clusterEntry, m *machines) {
	for _, image := range m.images {
		switch {
		case strings.HasPrefix(image.text, "kindest/node:"):
			c.change("image %s is left out: Cluster API picks the node image of a version, by digest", image.text)
		case e.KubernetesVersion != m.version().text:
			c.lose(image.by, image.line, "image %s, which is of another version; set image to one of %s", image.text, e.KubernetesVersion)
		case e.Image != "" && e.Image != image.text:
			c.lose(image.by, image.line, "image %s, for a cluster has one image, %s", image.text, e.Image)
		default:
			e.Image, e.by["image"] = image.text, image
		}
	}
}

// What Cluster API's provider takes for the load balancer where only one half of its image is set.
const (
	balancerRepository = "kindest"
	balancerTag        = "v20230606-42a2262b"
)

// loadBalancer takes the image of the load balancer, which Cluster API's provider puts together from two halves.
func (c *conversion) loadBalancer(e *clusterEntry, o *object, path ...string) {
	line := o.line(path...)
	repository, tag := o.text(append(slices.Clone(path), "imageRepository")...), o.text(append(slices.Clone(path), "imageTag")...)
	if name := o.text(append(slices.Clone(path), "customHAProxyConfigTemplateRef", "name")...); name != "" {
		e.CustomHAProxyConfigTemplateRef = map[string]any{"name": name}
	}
	emptied(o, append(slices.Clone(path), "customHAProxyConfigTemplateRef")...)
	emptied(o, path...)
	e.balancer(repository, tag, said{by: o, line: line})
}

func (e *clusterEntry) balancer(repository, tag string, by said) {
	if repository+tag == "" {
		return
	}
	e.LoadBalancerImage = cmp.Or(repository, balancerRepository) + "/haproxy:" + cmp.Or(tag, balancerTag)
	e.by["loadBalancerImage"] = by
}
