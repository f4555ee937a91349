package infrastructure

import (
	"maps"

	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// Reaching is the class with the files by which its nodes reach registries. A Secret beside it holds what the class does not.
func (c Class) Reaching(name string, attrs planner.ClusterClass) Class {
	var files, commands []any
	for _, file := range attrs.Files("") {
		fields := map[string]any{"path": file.Path, "owner": "root:root", "permissions": "0600"}
		if file.Key != "" {
			secret := map[string]any{"name": spec.NodeSecretName(name), "key": file.Key}
			fields["contentFrom"] = map[string]any{"secret": secret}
		} else {
			fields["content"] = file.Content
		}
		files = append(files, fields)
	}
	if attrs.Restarts() {
		commands = []any{"systemctl daemon-reload", "systemctl restart containerd"} // which reads its environment and whom to trust when it starts
	}
	if attrs.Archives {
		commands = append(commands, planner.TakeImages(spec.ImagesForWorkload))
	}
	c.ControlPlane = within(c.ControlPlane, files, commands, "spec", "kubeadmConfigSpec")
	c.WorkerBootstrap = within(c.WorkerBootstrap, files, commands, "spec")
	return c
}

// within adds files and commands to what a template tells kubeadm. The template itself stays as it is.
func within(body map[string]any, files, commands []any, path ...string) map[string]any {
	body = maps.Clone(body)
	if len(path) > 0 {
		inner, _ := body[path[0]].(map[string]any)
		body[path[0]] = within(inner, files, commands, path[1:]...)
		return body
	}
	if len(files) > 0 {
		body["files"] = files
	}
	if len(commands) > 0 {
		body["preKubeadmCommands"] = commands
	}
	return body
}
