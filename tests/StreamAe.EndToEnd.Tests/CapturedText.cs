using System.Text;
using System.Threading.Channels;

namespace StreamAe.EndToEnd.Tests;

/// <summary>One output of a process: all of it, and its lines as they come.</summary>
internal sealed class CapturedText
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is string line)
        {
            lock (_gate)
            {
                _text.Append(line).Append('\n');
            }

            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }

    /// <summary>The next line that contains the text; null where the output ends before one comes. One caller at a time.</summary>
    public async Task<string?> WaitForAsync(string text, CancellationToken cancellationToken)
    {
        await foreach (string line in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            if (line.Contains(text))
            {
                return line;
            }
        }

        return null;
    }
}
