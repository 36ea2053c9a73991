using System.Buffers;

namespace StreamAe.Kafka.Decoding.Json;

/// <summary>
/// Walks over the tokens of a JSON document, strictly by RFC 8259. It reports what is wrong instead of throwing it: a stream of bad records
/// must not cost an exception each, which <c>Utf8JsonReader</c> would.
/// </summary>
/// <param name="text">Valid UTF-8.</param>
internal ref struct JsonScanner(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> StringStops = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>The next byte to look at.</summary>
    public int At { get; set; }

    /// <summary>What is wrong at <see cref="At"/>; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next byte; 0, which stands nowhere in JSON, at the end.</summary>
    public readonly byte Next => At < _text.Length ? _text[At] : (byte)0;

    public readonly bool IsAtEnd => At >= _text.Length;

    public readonly ReadOnlySpan<byte> Rest => _text[At..];

    public bool Fail(string problem)
    {
        Problem ??= problem;
        return false;
    }

    public void SkipBlanks()
    {
        while (At < _text.Length && _text[At] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            At++;
        }
    }

    /// <summary>Takes the string whose opening quote is next.</summary>
    public bool TryString(out int start, out int length, out bool escaped)
    {
        start = ++At;
        length = 0;
        escaped = false;
        while (true)
        {
            int stop = _text[At..].IndexOfAny(StringStops);
            if (stop < 0)
            {
                At = _text.Length;
                return Fail("the text ends within a string");
            }

            At += stop;
            if (_text[At] == (byte)'"')
            {
                length = At++ - start;
                return true;
            }

            if (_text[At] != (byte)'\\')
            {
                return Fail("a control character stands in a string");
            }

            escaped = true;
            if (!TryEscape())
            {
                return false;
            }
        }
    }

    public bool TryNumber(out int start, out int length)
    {
        start = At;
        length = 0;
        if (Next == (byte)'-')
        {
            At++;
        }

        if (Next == (byte)'0')
        {
            At++;
        }
        else if (!TryDigits())
        {
            return Fail("a number needs digits");
        }

        if (Next == (byte)'.')
        {
            At++;
            if (!TryDigits())
            {
                return Fail("a number needs digits behind its point");
            }
        }

        if (Next is (byte)'e' or (byte)'E')
        {
            At++;
            if (Next is (byte)'+' or (byte)'-')
            {
                At++;
            }

            if (!TryDigits())
            {
                return Fail("a number needs digits in its exponent");
            }
        }

        length = At - start;
        return true;
    }

    public bool TryWord(ReadOnlySpan<byte> word)
    {
        if (!_text[At..].StartsWith(word))
        {
            return Fail("a value is expected");
        }

        At += word.Length;
        return true;
    }

    private bool TryEscape()
    {
        At++;
        if (Next == (byte)'u')
        {
            for (int i = 0; i < 4; i++)
            {
                At++;
                if (!char.IsAsciiHexDigit((char)Next))
                {
                    return Fail("\\u needs four hexadecimal digits");
                }
            }
        }
        else if (Next is not ((byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t'))
        {
            return Fail("an escape that JSON does not have");
        }

        At++;
        return true;
    }

    private bool TryDigits()
    {
        int start = At;
        while (At < _text.Length && (uint)(_text[At] - '0') <= 9)
        {
            At++;
        }

        return At > start;
    }
}
