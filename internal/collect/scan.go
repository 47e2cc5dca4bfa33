package collect

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"sanad.example/sanad"
)

// scanner cuts a JSON file into its records without holding more than one of them. It follows strings
// and brackets alone; parseRecord checks the rest.
type scanner struct {
	r            *bufio.Reader
	bound        int64
	line, column int // of the byte to come; columns in code points
	inArray      bool
	ended        bool // the array's closing bracket is read
	comma        bool // a comma stands before the value to come
	count        int
}

// value is one record with the place of its first byte.
type value struct {
	raw          []byte
	over         bool // over the bound: raw is nil
	line, column int
}

func (s *scanner) skipBOM() {
	if head, _ := s.r.Peek(3); string(head) == "\ufeff" {
		_, _ = s.r.Discard(3)
	}
}

func (s *scanner) read() (byte, error) {
	b, err := s.r.ReadByte()
	if err != nil {
		return 0, err
	}
	switch {
	case b == '\n':
		s.line, s.column = s.line+1, 1
	case b&0xc0 != 0x80: // continuation bytes belong to the code point before
		s.column++
	}
	return b, nil
}

// next returns the next record, or io.EOF. On an error the value has the place.
func (s *scanner) next() (value, error) {
	for {
		at := value{line: s.line, column: s.column}
		b, err := s.read()
		if err != nil {
			if errors.Is(err, io.EOF) && s.inArray && !s.ended {
				return at, badJSON("the array isn't closed", `its end is missing: get the file again`)
			}
			return at, err
		}
		switch {
		case b == ' ' || b == '\t' || b == '\r' || b == '\n':
		case s.ended:
			return at, badJSON(fmt.Sprintf("%q behind the array", b), "an array is the only value of its file")
		case b == '[' && !s.inArray && s.count == 0:
			s.inArray = true
		case b == ']' && s.inArray && !s.comma:
			s.ended = true
			s.count++ // an empty array is no error
		case b == ',' && s.inArray && s.count > 0 && !s.comma:
			s.comma = true
		case b == '{' && (!s.inArray || s.count == 0 || s.comma):
			s.comma = false
			s.count++
			return s.object(at)
		default:
			return at, badJSON(fmt.Sprintf("%q where a record should begin; the rest of the file isn't read", b), "records are objects: {\"text\": …}")
		}
	}
}

// object reads to the bracket that closes the one just read.
func (s *scanner) object(at value) (value, error) {
	raw := []byte{'{'}
	depth, inString, escaped := 1, false, false
	for depth > 0 {
		b, err := s.read()
		if errors.Is(err, io.EOF) {
			return at, badJSON("the record that begins here isn't closed", "a bracket or a quotation mark is missing; what follows it isn't read")
		}
		if err != nil {
			return at, err
		}
		if !at.over {
			raw = append(raw, b)
			if int64(len(raw)) > s.bound {
				raw, at.over = nil, true
			}
		}
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = b == '\\', b != '"'
		case b == '"':
			inString = true
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			depth--
		}
	}
	at.raw = raw
	return at, nil
}

func badJSON(what, remedy string) error {
	return &Problem{Err: fmt.Errorf("%w: %s", sanad.ErrInvalid, what), Remedy: remedy}
}
