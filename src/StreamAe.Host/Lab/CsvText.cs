using System.Globalization;

namespace StreamAe.Host.Lab;

/// <summary>Writes CSV files that <see cref="LabTableReader"/> and others read: numbers with as many digits as they need.</summary>
internal sealed class CsvText : IDisposable
{
    private readonly TextWriter _writer;
    private readonly bool _owned;
    private bool _first = true;

    /// <param name="path">Standard output where null.</param>
    public CsvText(string? path)
    {
        _owned = path is not null;
        _writer = path is null ? Console.Out : new StreamWriter(path);
    }

    public CsvText Field(string text)
    {
        Separate();
        _writer.Write(text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        return this;
    }

    public CsvText Fields(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            Field(text);
        }

        return this;
    }

    public CsvText Field(float value)
    {
        Separate();
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        _writer.Write(digits[..length]);
        return this;
    }

    public CsvText Fields(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            Field(value);
        }

        return this;
    }

    public void EndRow()
    {
        _writer.Write('\n');
        _first = true;
    }

    public void Dispose()
    {
        if (_owned)
        {
            _writer.Dispose();
        }
        else
        {
            _writer.Flush();
        }
    }

    private void Separate()
    {
        if (!_first)
        {
            _writer.Write(',');
        }

        _first = false;
    }
}
