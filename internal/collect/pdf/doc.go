// Package pdf takes the text out of PDF files.
//
// It decides in which order a file's lines are read (that of the file, page by page), which of them are page
// numbers and running heads, where words broken at a line's end belong together and where paragraphs end. It
// refuses to decide what isn't in the file as text: pages that are pictures give nothing, and columns or
// tables come as the file has them. The parser runs in a sandbox of its own, with bounds on memory and time.
//
// Worked sentence: the lines "Arnor denied the ac-", "cusation." and "3" at the foot of a page, with a head
// that stands on every page, become the paragraph "Arnor denied the accusation."
package pdf
