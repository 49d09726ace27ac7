package jsontext_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/corpus"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// TestValidityIsThatOfEncodingJSON skips every document of the suite.
func TestValidityIsThatOfEncodingJSON(t *testing.T) {
	for _, document := range corpus.JSONTestSuite(t) {
		t.Run(document.Name, func(t *testing.T) {
			d := jsontext.NewDecoder(document.Text)
			d.Skip()
			err := d.Done()
			switch accept := document.Valid && !document.Stricter; {
			case accept && err != nil:
				t.Errorf("it is refused: %v", err)
			case !accept && err == nil:
				t.Error("it is accepted")
			case document.Stricter && asError(t, err).Kind != jsontext.BadUTF8:
				t.Errorf("it is refused for another reason than its text: %v", err)
			}
		})
	}
}

// TestListsOfTheSuiteAreReadAsByEncodingJSON reads the suite's documents as
// lists of one simple type.
func TestListsOfTheSuiteAreReadAsByEncodingJSON(t *testing.T) {
	for _, document := range corpus.JSONTestSuite(t) {
		if document.Stricter {
			continue
		}
		t.Run(document.Name, func(t *testing.T) {
			sameList(t, document.Text, (*jsontext.Decoder).Bool)
			sameList(t, document.Text, (*jsontext.Decoder).String)
			sameList(t, document.Text, (*jsontext.Decoder).Float64)
			sameList(t, document.Text, (*jsontext.Decoder).Int32)
			sameList(t, document.Text, (*jsontext.Decoder).Int64)
			sameList(t, document.Text, (*jsontext.Decoder).Uint32)
			sameList(t, document.Text, (*jsontext.Decoder).Uint64)
		})
	}
}

func sameList[T any](t *testing.T, text []byte, read func(*jsontext.Decoder) T) {
	t.Helper()
	// encoding/json takes null for any value; elements that are nil show it.
	var maybe []*T
	plainErr := json.Unmarshal(text, &maybe)
	plain := []T{}
	null := maybe == nil
	for _, element := range maybe {
		if null = null || element == nil; !null {
			plain = append(plain, *element)
		}
	}
	d := jsontext.NewDecoder(text)
	got := jsontext.List(d, read)
	switch err := d.Done(); {
	case (err != nil) != (plainErr != nil || null):
		t.Errorf("as %T: %v, and encoding/json: %v", got, err, plainErr)
	case err == nil && !reflect.DeepEqual(got, plain):
		t.Errorf("as %T it is %v, and to encoding/json %v", got, got, plain)
	}
}
