// Package incident makes incidents of claims: which claims in many documents are about the same
// occurrence, what each claimant says of it, and what that allows to estimate.
//
// It decides in three steps, each a pure function. Features reads of one document what its claims tell of
// each occurrence: a telling. Score compares two tellings, by them and the codebook alone. Link joins
// tellings: components of pairs above a threshold, then the links that analysts decided, then average
// linkage with ties by id. The result doesn't depend on the order in which documents came.
//
// Taking part are claims of what is said to have happened: actual, attempted, or possible with a day
// that has passed; affirmed, questioned or denied, and negated ones too. What is promised, threatened or
// demanded is no occurrence; the promise, threat or demand is one, among its kind. A count over a period
// is about nothing that happened at one time: it joins other counts of the same, in incidents of the
// family "total", and no other. A standing relation ("shelters the group") joins those who hold or deny
// the same within weeks. A denial belongs to what it denies. Running tolls and revisions stay with their
// occurrence; strike and retaliation, two cities in one night, stay apart, and may be parts of what tells
// of both.
//
// It refuses to decide who is right, and to read a text: it knows claims only, so what the coder missed
// is missing here.
//
// Worked example: "Kabul said that ten people were killed in a strike in Khost on 25 November" and
// "Pakistan's army denied bombing Khost", published a day later, are of one family, name the same side as
// the one that struck, lie within a day and in one province: one incident, with an account of each side.
package incident
