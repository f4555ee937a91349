package kube

// WithoutKind takes the error of a list that failed because the server does not know the kind for no error: of a kind that
// is not installed there is nothing, for certain.
func WithoutKind(err error) error {
	if isNotServed(err) {
		return nil
	}
	return err
}
