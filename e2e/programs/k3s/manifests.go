package main

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

//go:embed manifests
var manifests embed.FS

// keepManifests applies the manifests of the server's folder, and again each
// one that changes: k3d writes the cluster's hosts into that of CoreDNS. It
// ends with the supervisor.
func (n *node) keepManifests(s *supervisor) error {
	if err := n.writeManifests(); err != nil {
		return err
	}
	applied := map[string]string{}
	for first := true; ; first = false {
		if err := s.until("manifests", func(context.Context) error { return applyChanged(s, applied) }); err != nil {
			return nil // the supervisor ended
		}
		if first {
			logLine("Cluster dns configmap has been set successfully")
		}
		select {
		case <-s.ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
	}
}

// writeManifests adds ours. A file that is there, of an earlier start, stays.
func (n *node) writeManifests() error {
	entries, err := fs.ReadDir(manifests, "manifests")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		file := filepath.Join(manifestsDir, name)
		if _, err := os.Stat(file); err == nil || slices.Contains(n.disabled, name[:len(name)-len(filepath.Ext(name))]) {
			continue
		}
		text, err := fs.ReadFile(manifests, "manifests/"+name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func applyChanged(s *supervisor, applied map[string]string) error {
	var errs []error
	err := filepath.WalkDir(manifestsDir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(file)) {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil || applied[file] == string(text) {
			return err
		}
		if err := s.output("kubectl", "--kubeconfig", kubeconfig, "apply", "--server-side", "--force-conflicts", "-f", file); err != nil {
			errs = append(errs, err)
			return nil
		}
		applied[file] = string(text)
		return nil
	})
	return errors.Join(append(errs, err)...)
}
