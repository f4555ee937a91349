package operation

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/internal/imagearchive"
	"github.com/kaaslab/kaaslab/internal/images"
	"github.com/kaaslab/kaaslab/internal/outbound"
	"github.com/kaaslab/kaaslab/internal/words"
	"github.com/kaaslab/kaaslab/planner"
	"github.com/kaaslab/kaaslab/spec"
)

// bundledLab is the lab file in it.
const bundledLab = "lab.yaml"

// carriedDir has what the lab would download, beside the lab file of a bundle.
const carriedDir = "carried"

// Downloading is how images of the lab are downloaded: with its logins, and on its way out.
func (l *Lab) Downloading(o imagearchive.Options) imagearchive.Options {
	o.Registries, o.Transport = l.Spec.Logins(), outbound.Transport(l.Spec)
	return o
}

// Bundled is a bundle that was written.
type Bundled struct {
	Images int   // that are in it
	Size   int64 // of the file, in bytes
}

// Bundle writes a file with all that the lab takes from elsewhere, and the lab file with what it names, so that the lab can be made without
// a network: images, the components of Cluster API, and charts. What was downloaded is kept beside it until it is whole.
func (l *Lab) Bundle(ctx context.Context, file string, o imagearchive.Options) (Bundled, error) {
	o = l.Downloading(o)
	sources := l.ImageSources
	sources.Chart = once(sources.Chart)
	list, err := l.imagesFrom(ctx, sources)
	if err != nil {
		return Bundled{}, err
	}
	if err := complete(list); err != nil {
		return Bundled{}, err
	}
	work, err := filepath.Abs(file + ".part")
	if err == nil {
		err = os.MkdirAll(filepath.Join(work, carriedDir), 0o700)
	}
	if err != nil {
		return Bundled{}, fault.Errorf(fault.Output, "directory for what is downloaded: %w", err)
	}
	b := &bundling{Lab: l, from: sources, work: work, files: map[string]string{}}
	if err := b.collect(ctx, list, o); err != nil {
		return Bundled{}, err
	}
	size, err := b.write(file)
	if err != nil {
		return Bundled{}, fault.Wrap(fault.Output, err)
	}
	return Bundled{Images: len(b.images), Size: size}, fault.Wrap(fault.Output, os.RemoveAll(work))
}

// complete names all that could not be read, so that it can be put right at once.
func complete(list *images.List) error {
	if len(list.Unread) == 0 {
		return nil
	}
	var all []string
	for _, note := range list.Unread {
		all = append(all, note.Resource+": "+note.Text)
	}
	return fault.Errorf(fault.ImagesUnread, "the bundle would not be complete, %s could not be read: %s", words.Plural(len(all), "source"), strings.Join(all, "; "))
}

// bundling puts a bundle together.
type bundling struct {
	*Lab
	from   ImageSources
	work   string            // a directory of its own
	files  map[string]string // where the content is of each file of the bundle
	images []imagearchive.Image
	carried
}

func (b *bundling) collect(ctx context.Context, list *images.List, o imagearchive.Options) error {
	for _, step := range []func(context.Context) error{
		func(context.Context) error { return b.besideLab() }, b.components, b.charts,
		func(ctx context.Context) error { return b.download(ctx, list, o) },
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	text, err := os.ReadFile(b.File)
	if err != nil {
		return fault.Errorf(fault.UnreadableFile, "read lab file %s: %w", b.File, err)
	}
	if text, err = b.selfContained(text); err != nil {
		return err
	}
	return b.add(bundledLab, text)
}

// add keeps a file that was made.
func (b *bundling) add(name string, content []byte) error {
	at := filepath.Join(b.work, filepath.FromSlash(name))
	err := os.MkdirAll(filepath.Dir(at), 0o700)
	if err == nil {
		err = os.WriteFile(at, content, 0o600)
	}
	b.files[name] = at
	return fault.Wrap(fault.Output, err)
}

// besideLab takes what the lab file names, with the directories that it names as they are.
func (b *bundling) besideLab() error {
	named, err := spec.NamedBy(b.File)
	if err != nil {
		return err
	}
	for _, archive := range b.Spec.ImageArchives {
		named = append(named, archive.Path)
	}
	root, err := filepath.Abs(filepath.Dir(b.File))
	if err != nil {
		return fault.Errorf(fault.UnreadableFile, "find the directory of %s: %w", b.File, err)
	}
	for _, at := range named {
		inside, err := filepath.Rel(root, at)
		if err != nil || !filepath.IsLocal(inside) {
			return noLab(fault.CannotBundle, "the lab file names %s, which is not below its own directory; put it there", at)
		}
		if err := b.addAll(root, at); err != nil {
			return fault.Errorf(fault.UnreadableFile, "read what the lab file names: %w", err)
		}
	}
	return nil
}

func (b *bundling) addAll(root, at string) error {
	return filepath.WalkDir(at, func(found string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if info, err := os.Stat(found); err != nil || !info.Mode().IsRegular() {
			return err // a socket has no content
		}
		inside, err := filepath.Rel(root, found)
		if err == nil && inside != bundledLab && inside != openedBundle && !strings.HasPrefix(found, b.work) {
			b.files[filepath.ToSlash(inside)] = found
		}
		return err
	})
}

// components takes the files that Cluster API is installed from, where the lab installs it.
func (b *bundling) components(ctx context.Context) error {
	for _, r := range planner.DesiredOf(b.Spec, planner.KindClusterAPI) {
		files, err := b.from.Repository(ctx, r.Attrs.(planner.ClusterAPI), b.Report)
		if err != nil {
			return err
		}
		b.repository = path.Join(carriedDir, "repository")
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if err := b.add(path.Join(b.repository, name), files[name]); err != nil {
				return err
			}
		}
	}
	return nil
}
