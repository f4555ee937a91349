package spec

// check runs what needs more than one key to judge. Places that already have a problem are left alone.
func (r *reader) check(lab *Lab) {
}
