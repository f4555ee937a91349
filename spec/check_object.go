package spec

import (
	"fmt"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
)

// checkObjects judges the objects that manifests hold, where the lab file names the manifest.
func (r *reader) checkObjects(lab *Lab) {
	for i := range lab.AddonProfiles {
		p, at := &lab.AddonProfiles[i], key("addonProfiles").item(i).key("manifests")
		r.repeated(at, p.Manifests, "%s is there twice; keep one")
		r.checkTwice(at, p.Files, map[string]string{}, addonIdentity)
		r.checkCarried(at, p.Files)
	}
	taken := map[string]string{}
	for i := range lab.WorkloadClusters {
		w, at := &lab.WorkloadClusters[i], key("workloadClusters").item(i).key("manifests")
		r.repeated(at, w.Manifests, "%s is there twice; keep one")
		r.checkTwice(at, w.Files, taken, managementIdentity)
		for j, file := range w.Files {
			r.checkManagementObjects(at.item(j), &lab.ManagementCluster, w, file)
			r.checkStored(at.item(j), file)
		}
	}
}

// checkTwice refuses an object that two files hold. Entries may share a file.
func (r *reader) checkTwice(at *place, files []ManifestFile, taken map[string]string, identity func(map[string]any) string) {
	for j, file := range files {
		own := map[string]bool{}
		for _, object := range file.Objects {
			name := identity(object)
			if other, found := taken[name]; found && other != file.Path {
				r.refuse(at.item(j), fault.Duplicate, "%s holds %s, which %s holds too; keep one", file.Path, name, other)
			} else if own[name] {
				r.refuse(at.item(j), fault.Duplicate, "%s holds %s twice; keep one", file.Path, name)
			}
			own[name], taken[name] = true, file.Path
		}
	}
}

func addonIdentity(object map[string]any) string {
	name := text(object, "metadata", "name")
	if namespace := text(object, "metadata", "namespace"); namespace != "" {
		name = namespace + "/" + name
	}
	return text(object, "apiVersion") + " " + text(object, "kind") + " " + name
}

func managementIdentity(object map[string]any) string {
	return text(object, "kind") + " " + text(object, "metadata", "name")
}

func (r *reader) checkManagementObjects(at *place, m *ManagementCluster, w *WorkloadCluster, file ManifestFile) {
	for _, object := range file.Objects {
		what := fmt.Sprintf("%s holds %s", file.Path, managementIdentity(object))
		namespace := text(object, "metadata", "namespace")
		switch {
		case namespace != "" && namespace != "default":
			r.refuse(at, fault.WrongManifest, "%s in namespace %s; a lab's clusters and what they need are in namespace default", what, namespace)
		case m.Provider == ProviderEmbedded && needsDocker(object):
			r.refuse(at, fault.ConflictingKeys, "%s, which needs Docker, and provider embedded runs without; use the inMemory backend, or provider k3d", what)
		case isCluster(object) && text(object, "metadata", "name") != w.Name:
			r.warn(at, fault.Unchecked, "%s, and this entry is %s, which kaaslab makes besides; is the name right?", what, w.Name)
		}
	}
}

// needsDocker finds the infrastructure objects of Cluster API's Docker provider, old (DockerMachine) and new (the
// docker backend of DevMachine).
func needsDocker(object map[string]any) bool {
	if !strings.HasPrefix(text(object, "apiVersion"), "infrastructure."+clusterGroup+"/") {
		return false
	}
	if strings.HasPrefix(text(object, "kind"), "Docker") {
		return true
	}
	return hasDockerBackend(object["spec"])
}

func hasDockerBackend(value any) bool {
	spec, _ := value.(map[string]any)
	backend, _ := spec["backend"].(map[string]any)
	template, _ := spec["template"].(map[string]any)
	return backend["docker"] != nil || template != nil && hasDockerBackend(template["spec"])
}
