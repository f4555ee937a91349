package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/untyped"
)

// checkObjects judges the objects that manifests hold, where the lab file names the manifest.
func (r *reader) checkObjects(lab *Lab) {
	for i := range lab.AddonProfiles {
		p, at := &lab.AddonProfiles[i], key("addonProfiles").item(i).key("manifests")
		paths := make([]string, len(p.Manifests))
		for j, entry := range p.Manifests {
			paths[j] = entry.Path
		}
		r.repeated(at, paths)
		r.checkTwice(at, p.Files, map[string]string{}, addonIdentity)
		r.checkCarried(at, p.Files)
	}
	taken := map[string]string{}
	r.checkManagementManifests(lab, taken)
	for i := range lab.WorkloadClusters {
		w, at := &lab.WorkloadClusters[i], key("workloadClusters").item(i).key("manifests")
		r.repeated(at, w.Manifests)
		r.checkTwice(at, w.Files, taken, managementIdentity)
		for j, file := range w.Files {
			r.checkManagementObjects(at.item(j), &lab.ManagementCluster, w, file)
			r.checkStored(at.item(j), file)
		}
	}
}

// checkTwice refuses an object that two files hold. Entries may share a file.
func (r *reader) checkTwice(at *place, files []ManifestFile, taken map[string]string, identity func(map[string]any) string) {
	for _, file := range files {
		own := map[string]bool{}
		for _, object := range file.Objects {
			name := identity(object)
			if other, found := taken[name]; found && other != file.Path {
				r.refuse(at.item(file.Entry), fault.Duplicate, "%s holds %s, which %s holds too; keep one", file.Path, name, other)
			} else if own[name] {
				r.refuse(at.item(file.Entry), fault.Duplicate, "%s holds %s twice; keep one", file.Path, name)
			}
			own[name], taken[name] = true, file.Path
		}
	}
}

func addonIdentity(object map[string]any) string {
	name := untyped.Text(object, "metadata", "name")
	if namespace := untyped.Text(object, "metadata", "namespace"); namespace != "" {
		name = namespace + "/" + name
	}
	return untyped.Text(object, "apiVersion") + " " + untyped.Text(object, "kind") + " " + name
}

func managementIdentity(object map[string]any) string {
	name := untyped.Text(object, "metadata", "name")
	if namespace := untyped.Text(object, "metadata", "namespace"); namespace != "" && namespace != "default" {
		name = namespace + "/" + name
	}
	return untyped.Text(object, "kind") + " " + name
}

// checkManagementManifests judges the objects that the management cluster itself has, which may be in any namespace.
func (r *reader) checkManagementManifests(lab *Lab, taken map[string]string) {
	m, at := &lab.ManagementCluster, key("managementCluster").key("manifests")
	paths := make([]string, len(m.Manifests))
	for i, entry := range m.Manifests {
		paths[i], _ = entry.(string)
	}
	r.repeated(at, paths)
	if len(m.Files) != len(m.Manifests) {
		return // some of them could not be read
	}
	r.checkTwice(at, m.Files, taken, managementIdentity)
	for i, file := range m.Files {
		r.checkStored(at.item(i), file)
		for j, object := range file.Objects {
			where := strings.TrimPrefix(file.At(j)+": ", at.item(i).String()+": ") // one in the lab file is where it is
			r.checkManagementObject(at.item(i), lab, object, where+managementIdentity(object))
		}
	}
}

func (r *reader) checkManagementObject(at *place, lab *Lab, object map[string]any, what string) {
	group, _, _ := strings.Cut(untyped.Text(object, "apiVersion"), "/")
	sveltos, bare := strings.HasSuffix(group, ".projectsveltos.io"), lab.ManagementCluster.Provider.Bare()
	switch {
	case isCluster(object):
		r.refuse(at, fault.ConflictingKeys, "%s is a workload cluster; name it in workloadClusters, with its objects in the manifests there", what)
	case bare && needsDocker(object):
		r.refuse(at, fault.ConflictingKeys, "%s needs Docker, and provider embedded runs without; use the inMemory backend, or provider k3d", what)
	case sveltos && untyped.Text(object, "kind") == "ClusterProfile" && lab.hasProfile(untyped.Text(object, "metadata", "name")):
		r.refuse(at, fault.Duplicate, "%s is made of an entry of addonProfiles already; keep one", what)
	case sveltos && bare && group != "config.projectsveltos.io" && !isSet(object):
		r.warn(at, fault.Unchecked, "%s is stored, and nobody acts on it: of Sveltos an embedded management cluster runs the addon-controller alone; provider k3d has all of it", what)
	}
}

func (l *Lab) hasProfile(name string) bool {
	return slices.ContainsFunc(l.AddonProfiles, func(p AddonProfile) bool { return p.Name == name })
}

func (r *reader) checkManagementObjects(at *place, m *ManagementCluster, w *WorkloadCluster, file ManifestFile) {
	for _, object := range file.Objects {
		what := fmt.Sprintf("%s holds %s %s", file.Path, untyped.Text(object, "kind"), untyped.Text(object, "metadata", "name"))
		namespace := untyped.Text(object, "metadata", "namespace")
		switch {
		case namespace != "" && namespace != DefaultNamespace && namespace != w.Home():
			r.refuse(at, fault.WrongManifest, "%s in namespace %s; what a cluster needs is in its own namespace%s", what, namespace, homeWords(w))
		case m.Provider.Bare() && needsDocker(object):
			r.refuse(at, fault.ConflictingKeys, "%s, which needs Docker, and provider embedded runs without; use the inMemory backend, or provider k3d", what)
		case isCluster(object) && untyped.Text(object, "metadata", "name") != w.Name:
			r.warn(at, fault.Unchecked, "%s, and this entry is %s, which kaaslab makes besides; is the name right?", what, w.Name)
		}
	}
}

func homeWords(w *WorkloadCluster) string {
	if home := w.Home(); home != DefaultNamespace {
		return ", which is " + home + ", or in default"
	}
	return ", which is default; set namespace of the entry, or that of its Cluster"
}

// needsDocker finds the infrastructure objects of Cluster API's Docker provider, old (DockerMachine) and new (the
// docker backend of DevMachine).
func needsDocker(object map[string]any) bool {
	if !strings.HasPrefix(untyped.Text(object, "apiVersion"), "infrastructure."+clusterGroup+"/") {
		return false
	}
	if strings.HasPrefix(untyped.Text(object, "kind"), "Docker") {
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
