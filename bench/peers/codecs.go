// Package peers does the measured work with libraries that do the same.
package peers

import (
	"encoding/json"

	"github.com/bytedance/sonic"
	"github.com/bytedance/sonic/encoder"
	goccy "github.com/goccy/go-json"
	"github.com/mailru/easyjson/jlexer"
	"github.com/mailru/easyjson/jwriter"

	"github.com/orchestrix-go/orchestrix-gen/bench/plain"
)

// Codec is how a JSON library reads and writes the event.
type Codec struct {
	Name   string
	Decode func(text []byte, e *plain.Placed) error
	// Encode writes into the buffer where the library can.
	Encode func(buffer []byte, e *plain.Placed) ([]byte, error)
}

// EncodingJSON is the name of the standard library's codec.
const EncodingJSON = "encoding/json"

// Codecs are those that this process can run.
var Codecs = []Codec{
	{
		Name:   EncodingJSON,
		Decode: func(text []byte, e *plain.Placed) error { return json.Unmarshal(text, e) },
		Encode: func(_ []byte, e *plain.Placed) ([]byte, error) { return json.Marshal(e) },
	},
	{
		Name:   "goccy/go-json",
		Decode: func(text []byte, e *plain.Placed) error { return goccy.Unmarshal(text, e) },
		Encode: func(_ []byte, e *plain.Placed) ([]byte, error) { return goccy.Marshal(e) },
	},
	{
		Name:   "bytedance/sonic",
		Decode: func(text []byte, e *plain.Placed) error { return checkedSonic.Unmarshal(text, e) },
		Encode: func(buffer []byte, e *plain.Placed) ([]byte, error) {
			err := encoder.EncodeInto(&buffer, e, encoder.ValidateString)
			return buffer, err
		},
	},
	{Name: "go-faster/jx", Decode: decodeJX, Encode: encodeJX},
	{
		Name: "mailru/easyjson",
		Decode: func(text []byte, e *plain.Placed) error {
			lexer := jlexer.Lexer{Data: text}
			e.UnmarshalEasyJSON(&lexer)
			return lexer.Error()
		},
		Encode: func(buffer []byte, e *plain.Placed) ([]byte, error) {
			var w jwriter.Writer
			e.MarshalEasyJSON(&w)
			return w.BuildBytes(buffer)
		},
	},
}

// checkedSonic keeps no reference to its input and refuses control characters
// in texts, as all others do.
var checkedSonic = sonic.Config{CopyString: true, ValidateString: true}.Froze()
