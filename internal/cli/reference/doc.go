// Package reference writes the pages of the reference from what the program itself knows, so that they cannot be wrong.
package reference
