using System.Text.Unicode;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding.Json;

/// <summary>
/// One pass over a JSON document, checked to its end; what paths lead to is noted where it stands. A field that is looked for and comes twice
/// is refused: which of the two was meant is a guess.
/// </summary>
internal sealed class JsonRecordDecoder(RecordLayout layout, JsonPathNode document, EntityDirectory directory) : FieldDecoder(layout, directory)
{
    /// <summary>Deepest nesting of objects and arrays; that of .NET's own reader. It bounds recursion.</summary>
    public const int MaxDepth = 64;

    private byte[] _unescaped = new byte[256];
    private long _number;

    protected override bool TryReadFields(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> text, out DecodeProblem problem)
    {
        text = value;
        problem = default;
        if (!Utf8.IsValid(value))
        {
            problem = Malformed("the bytes are no UTF-8; JSON is UTF-8.");
            return false;
        }

        _number++;
        var scanner = new JsonScanner(value);
        scanner.SkipBlanks();
        if (!TryValue(ref scanner, document, 0))
        {
            problem = Malformed(Explain(scanner));
            return false;
        }

        scanner.SkipBlanks();
        if (!scanner.IsAtEnd)
        {
            scanner.Fail("nothing may follow the document");
            problem = Malformed(Explain(scanner));
            return false;
        }

        return true;
    }

    protected override bool TryUnescape(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> plain)
    {
        if (_unescaped.Length < text.Length)
        {
            _unescaped = new byte[Math.Max(text.Length, 2 * _unescaped.Length)];
        }

        bool good = JsonEscapes.TryRemove(text, _unescaped, out int length);
        plain = _unescaped.AsSpan(0, length);
        return good;
    }

    private static string Explain(in JsonScanner scanner)
    {
        string problem = scanner.IsAtEnd ? "the text ends too early" : scanner.Problem!;
        ReadOnlySpan<byte> rest = scanner.Rest;
        return $"no JSON at byte {scanner.At + 1}: {problem}{(rest.IsEmpty ? "" : $"; there stands {FieldText.Show(rest)}")}.";
    }

    /// <param name="node">Where in the paths the value stands; null where no path leads.</param>
    private bool TryValue(ref JsonScanner scanner, JsonPathNode? node, int depth)
    {
        int start = scanner.At;
        switch (scanner.Next)
        {
            case (byte)'{':
                Note(node, FieldKind.Object, start, 0);
                return TryObject(ref scanner, node, depth + 1);
            case (byte)'[':
                Note(node, FieldKind.Array, start, 0);
                return TryArray(ref scanner, node, depth + 1);
            case (byte)'"':
                bool isString = scanner.TryString(out start, out int length, out bool escaped);
                Note(node, escaped ? FieldKind.EscapedText : FieldKind.Text, start, length);
                return isString;
            case (byte)'t':
                Note(node, FieldKind.True, start, 0);
                return scanner.TryWord("true"u8);
            case (byte)'f':
                Note(node, FieldKind.False, start, 0);
                return scanner.TryWord("false"u8);
            case (byte)'n':
                return scanner.TryWord("null"u8);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                bool isNumber = scanner.TryNumber(out start, out length);
                Note(node, FieldKind.Number, start, length);
                return isNumber;
            default:
                return scanner.Fail("a value is expected");
        }
    }

    private bool TryObject(ref JsonScanner scanner, JsonPathNode? node, int depth)
    {
        if (depth > MaxDepth)
        {
            return scanner.Fail($"it is nested deeper than {MaxDepth} levels");
        }

        scanner.At++;
        scanner.SkipBlanks();
        if (scanner.Next == (byte)'}')
        {
            scanner.At++;
            return true;
        }

        int before = -1;
        while (true)
        {
            if (!TryName(ref scanner, node, ref before, out JsonPathNode? child))
            {
                return false;
            }

            scanner.SkipBlanks();
            if (!TryValue(ref scanner, child, depth))
            {
                return false;
            }

            scanner.SkipBlanks();
            byte mark = scanner.Next;
            if (mark is not ((byte)',' or (byte)'}'))
            {
                return scanner.Fail("',' or '}' is expected");
            }

            scanner.At++;
            if (mark == (byte)'}')
            {
                return true;
            }

            scanner.SkipBlanks();
        }
    }

    /// <summary>Takes a name and the colon behind it.</summary>
    private bool TryName(ref JsonScanner scanner, JsonPathNode? node, ref int before, out JsonPathNode? child)
    {
        child = null;
        if (scanner.Next != (byte)'"')
        {
            return scanner.Fail("a name in quotes is expected");
        }

        int found = -1;
        int nameAt = scanner.At;
        if (node is not null && (found = node.Guess(before, scanner.Rest[1..])) >= 0)
        {
            scanner.At += 1 + node.QuotedLengthOf(found);
        }
        else
        {
            ReadOnlySpan<byte> rest = scanner.Rest;
            if (!scanner.TryString(out _, out int length, out bool escaped))
            {
                return false;
            }

            if (node is not null)
            {
                ReadOnlySpan<byte> name = rest.Slice(1, length);
                found = !escaped || TryUnescape(name, out name) ? node.Find(before, name) : -1;
            }
        }

        if (found >= 0)
        {
            before = found;
            child = node!.Child(found);
            if (child.Document == _number)
            {
                scanner.At = nameAt;
                return scanner.Fail($"field '{child.Path}' comes twice");
            }

            child.Document = _number;
        }

        scanner.SkipBlanks();
        if (scanner.Next != (byte)':')
        {
            return scanner.Fail("':' is expected");
        }

        scanner.At++;
        return true;
    }

    private bool TryArray(ref JsonScanner scanner, JsonPathNode? node, int depth)
    {
        if (depth > MaxDepth)
        {
            return scanner.Fail($"it is nested deeper than {MaxDepth} levels");
        }

        scanner.At++;
        scanner.SkipBlanks();
        if (scanner.Next == (byte)']')
        {
            scanner.At++;
            return true;
        }

        for (int index = 0; ; index++)
        {
            if (!TryValue(ref scanner, node?.ElementAt(index), depth))
            {
                return false;
            }

            scanner.SkipBlanks();
            byte mark = scanner.Next;
            if (mark is not ((byte)',' or (byte)']'))
            {
                return scanner.Fail("',' or ']' is expected");
            }

            scanner.At++;
            if (mark == (byte)']')
            {
                return true;
            }

            scanner.SkipBlanks();
        }
    }

    private void Note(JsonPathNode? node, FieldKind kind, int start, int length)
    {
        if (node is not null)
        {
            foreach (int slot in node.Slots)
            {
                Fields[slot] = FieldValue.OfText(kind, start, length);
            }
        }
    }
}
