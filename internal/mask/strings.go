package mask

import (
	"reflect"
	"regexp"

	"github.com/kaaslab/kaaslab/internal/printable"
)

// word is text that is no secret but perhaps the name of something, which must stay what it is.
var word = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./_-]{0,62}$`)

// Strings returns a copy of a value in which every text is masked: in fields, lists and mappings.
func Strings[T any](m *Mask, value T) T {
	c := copier{mask: m, known: map[string]string{}}
	var masked T
	reflect.ValueOf(&masked).Elem().Set(c.copy(reflect.ValueOf(&value).Elem()))
	return masked
}

// copier knows the texts that it has masked: the machines of a fleet say the same.
type copier struct {
	mask  *Mask
	known map[string]string
}

func (c *copier) copy(v reflect.Value) reflect.Value {
	copied := reflect.New(v.Type()).Elem()
	copied.Set(v)
	switch v.Kind() {
	case reflect.String:
		copied.SetString(c.text(v.String()))
	case reflect.Pointer, reflect.Interface:
		c.inner(v, copied)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				copied.Field(i).Set(c.copy(v.Field(i)))
			}
		}
	case reflect.Slice:
		if !v.IsNil() {
			copied.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				copied.Index(i).Set(c.copy(v.Index(i)))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			copied.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
			for entries := v.MapRange(); entries.Next(); {
				copied.SetMapIndex(c.copy(entries.Key()), c.copy(entries.Value()))
			}
		}
	}
	return copied
}

func (c *copier) inner(v, copied reflect.Value) {
	switch {
	case v.IsNil():
	case v.Kind() == reflect.Interface:
		copied.Set(c.copy(v.Elem()))
	default:
		copied.Set(reflect.New(v.Type().Elem()))
		copied.Elem().Set(c.copy(v.Elem()))
	}
}

func (c *copier) text(text string) string {
	masked, seen := c.known[text]
	if !seen {
		if masked = printable.Text(text); c.mask.knows(masked) {
			masked = Hidden
		} else if !word.MatchString(masked) {
			masked = c.mask.Text(text)
		}
		c.known[text] = masked
	}
	return masked
}
