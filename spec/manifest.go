package spec

// ManifestFile is a file with Kubernetes objects that the lab file names, read and checked by Parse.
type ManifestFile struct {
	Path    string           // as the lab file writes it
	Content string           // the bytes of the file
	Objects []map[string]any // its objects, in order, as decoded JSON values
}
