using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StreamAe.Monitoring.Definitions.Yaml;

/// <summary>
/// Builds the tree of one YAML document and refuses what a definition never needs and an attacker does: aliases (which can
/// multiply without bound), tags, deep nesting, further documents. Invariant: recursion ≤ <see cref="MaxDepth"/>.
/// </summary>
internal sealed class YamlTreeReader
{
    /// <summary>A monitor file needs four levels (file, features, feature, values); twice that is generous.</summary>
    public const int MaxDepth = 8;

    private readonly string _text;
    private readonly DefinitionErrors _errors;
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    private YamlTreeReader(string text, DefinitionErrors errors)
    {
        _text = text;
        _errors = errors;
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>The root node, or null when there is none to go on with; the reason is then among the errors.</summary>
    public static YamlNode? Read(string text, DefinitionErrors errors)
    {
        YamlTreeReader reader = new(text, errors);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            reader.ReportSyntax(e.Start, e.Message);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // YamlDotNet 16.3 meets some broken files (a colon and a line break within brackets) with these instead of its own.
            reader.ReportSyntax(reader._scanner.CurrentPosition, "unexpected text");
            return null;
        }
    }

    private YamlNode? ReadDocument()
    {
        _parser.MoveNext(); // StreamStart
        _parser.MoveNext();
        if (_parser.Current is not DocumentStart)
        {
            _errors.Add(1, 1, "", "", "the file is empty", _errors.Dialect.Beginning);
            return null;
        }

        _parser.MoveNext();
        YamlNode? root = ReadNode(1);
        if (root is null)
        {
            return null;
        }

        _parser.MoveNext(); // DocumentEnd
        _parser.MoveNext();
        if (_parser.Current is DocumentStart second)
        {
            _errors.Add(
                (int)second.Start.Line, (int)second.Start.Column, "", "", "a second document begins", $"keep one {_errors.Dialect.Content} a file and remove ---");
        }

        return root;
    }

    /// <summary>The node whose first event is current; on return its last event is. Null: nested too deep, stop reading.</summary>
    private YamlNode? ReadNode(int depth)
    {
        ParsingEvent start = _parser.Current!;
        (int line, int column) = ((int)start.Start.Line, (int)start.Start.Column);
        if (start is AnchorAlias alias)
        {
            _errors.Add(line, column, "", $"*{alias.Value}", $"is an alias, which {_errors.Dialect.Name}s do not allow", "write the value out");
            return new YamlNode(YamlNodeKind.Refused, line, column);
        }

        bool refused = false;
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _errors.Add(line, column, "", $"&{anchored.Anchor}", $"is an anchor, which {_errors.Dialect.Name}s do not allow", "remove it");
            refused = true;
        }

        // A quoted scalar carries the non-specific tag "!", which is no tag that anyone wrote.
        if (start is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } tagged)
        {
            _errors.Add(line, column, "", DefinitionErrors.Shown(tagged.Tag.Value), $"is a tag, which {_errors.Dialect.Name}s do not allow", "remove it");
            refused = true;
        }

        if (depth > MaxDepth)
        {
            _errors.Add(line, column, "", "", $"is nested deeper than {MaxDepth} levels", "no key needs that; remove brackets or indentation");
            return null;
        }

        YamlNode? node = start switch
        {
            Scalar scalar => new YamlNode(YamlNodeKind.Scalar, line, column)
            {
                Text = scalar.Value,
                IsPlain = scalar.Style == ScalarStyle.Plain,
            },
            SequenceStart => ReadSequence(line, column, depth),
            MappingStart => ReadMapping(line, column, depth),
            _ => throw new SemanticErrorException(start.Start, start.End, $"Unexpected {start.GetType().Name}."),
        };
        return refused && node is not null ? new YamlNode(YamlNodeKind.Refused, line, column) : node;
    }

    private YamlNode? ReadSequence(int line, int column, int depth)
    {
        List<YamlNode> items = [];
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            if (ReadNode(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new YamlNode(YamlNodeKind.Sequence, line, column) { Items = items };
    }

    private YamlNode? ReadMapping(int line, int column, int depth)
    {
        List<(YamlNode, YamlNode)> pairs = [];
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            if (ReadNode(depth + 1) is not { } key || !_parser.MoveNext() || ReadNode(depth + 1) is not { } value)
            {
                return null;
            }

            pairs.Add((key, value));
        }

        return new YamlNode(YamlNodeKind.Mapping, line, column) { Pairs = pairs };
    }

    private void ReportSyntax(Mark at, string message)
    {
        string rule = $"is not valid YAML ({DefinitionErrors.Shown(message.TrimEnd('.'), 200)})";
        if (FindTabIndentation() is (var line, var column))
        {
            // The parser stumbles lines away from the tab that misled it.
            _errors.Add(line, column, "", "", rule, "indent with spaces, not tabs");
            return;
        }

        _errors.Add(
            (int)at.Line, (int)at.Column, "", "", rule, "look at indentation, colons, brackets and quotes here and on the lines above");
    }

    private (int Line, int Column)? FindTabIndentation()
    {
        int line = 0;
        foreach (ReadOnlySpan<char> text in _text.AsSpan().EnumerateLines())
        {
            line++;
            ReadOnlySpan<char> indentation = text[..(text.Length - text.TrimStart().Length)];
            if (indentation.Length < text.Length && indentation.IndexOf('\t') is >= 0 and var tab)
            {
                return (line, tab + 1);
            }
        }

        return null;
    }
}
