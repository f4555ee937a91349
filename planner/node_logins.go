package planner

import (
	"slices"

	"github.com/kaaslab/kaaslab/internal/secret"
	"github.com/kaaslab/kaaslab/spec"
)

// NodeLogins are the files with passwords that nodes of a cluster have for registries and a proxy, by their paths. Cluster API writes
// them into new machines. Those that run get another password in place: an add-on that a wrong one keeps from starting may be what
// new machines wait for. It is empty where the passwords are not known, and has no file that the cluster says for itself.
func NodeLogins(lab *spec.Lab, cluster spec.WorkloadCluster) map[string]Hidden {
	if !hasNodes(cluster) || !knowsPasswords(lab) {
		return nil
	}
	reach := reachOf(lab)
	reach.CertificateAuthorities = nil // another one is another file, for which machines are made anew
	logins := map[string]Hidden{}
	for _, file := range reach.Files(lab.Proxy.Password) {
		if file.Key != "" && !saysFile(cluster, file.Path) {
			logins[file.Path] = Hidden(file.Content)
		}
	}
	if len(logins) == 0 {
		return nil
	}
	return logins
}

func knowsPasswords(lab *spec.Lab) bool {
	known := func(username, password string) bool {
		return username == "" || password != "" && password != secret.Hidden
	}
	return known(lab.Proxy.Username, lab.Proxy.Password) && !slices.ContainsFunc(lab.Registries, func(r spec.Registry) bool { return !known(r.Username, r.Password) })
}

// saysFile reports whether some of a cluster's machines have a file of their own at that path.
func saysFile(cluster spec.WorkloadCluster, path string) bool {
	said := func(kubeadm any) bool {
		fields, _ := kubeadm.(map[string]any)
		files, _ := fields["files"].([]any)
		return slices.ContainsFunc(files, func(file any) bool {
			fields, _ := file.(map[string]any)
			return fields["path"] == path
		})
	}
	return said(cluster.ControlPlane.KubeadmConfigSpec) ||
		slices.ContainsFunc(cluster.Workers, func(pool spec.WorkerPool) bool { return said(pool.KubeadmConfigSpec) })
}

// NodeReload is the command by which a node reads a file of logins that has changed, or nothing if it reads the file each time.
func NodeReload(path string) string {
	switch path {
	case loginPath:
		return "systemctl try-restart kubelet" // which else remembers it for minutes
	case proxyPath:
		return "systemctl daemon-reload && systemctl try-restart containerd"
	}
	return ""
}
