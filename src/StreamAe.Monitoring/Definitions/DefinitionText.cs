using System.Text;
using StreamAe.Monitoring.Definitions.Yaml;

namespace StreamAe.Monitoring.Definitions;

/// <summary>From a file's bytes to its YAML tree: what is checked of every file before any key of it is looked at.</summary>
internal static class DefinitionText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The tree of the file at <paramref name="path"/>, or null where the errors say why there is none.</summary>
    public static YamlNode? Load(string path, DefinitionErrors errors) => ReadText(path, errors) is { } text ? Parse(text, errors) : null;

    /// <summary>The tree of what the reader gives, or null where the errors say why there is none.</summary>
    /// <exception cref="IOException">The reader failed; nothing else is thrown.</exception>
    public static YamlNode? Parse(TextReader reader, DefinitionErrors errors)
    {
        char[] buffer = new char[MonitorFile.MaxBytes + 1];
        int length = reader.ReadBlock(buffer);
        if (length > MonitorFile.MaxBytes)
        {
            ReportTooLarge(errors);
            return null;
        }

        return Parse(new string(buffer, 0, length), errors);
    }

    private static YamlNode? Parse(string text, DefinitionErrors errors)
    {
        text = text.TrimStart('\uFEFF');
        return IsText(text, errors) ? YamlTreeReader.Read(text, errors) : null;
    }

    private static string? ReadText(string path, DefinitionErrors errors)
    {
        if (Directory.Exists(path))
        {
            errors.Add(0, 0, "", "", "is a directory", $"name the {errors.Dialect.Name} in it");
            return null;
        }

        byte[] bytes = new byte[MonitorFile.MaxBytes + 1];
        int length;
        try
        {
            using FileStream file = File.OpenRead(path);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            errors.Add(0, 0, "", "", "does not exist", "check the path");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add(0, 0, "", "", $"cannot be read ({DefinitionErrors.Shown(e.Message, 200)})", "check the path and its permissions");
            return null;
        }

        if (length > MonitorFile.MaxBytes)
        {
            ReportTooLarge(errors);
            return null;
        }

        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException e)
        {
            int line = 1 + bytes.AsSpan(0, e.Index).Count((byte)'\n');
            int column = e.Index - bytes.AsSpan(0, e.Index).LastIndexOf((byte)'\n');
            errors.Add(line, column, "", "", "is not UTF-8 text", "save the file as UTF-8");
            return null;
        }
    }

    private static void ReportTooLarge(DefinitionErrors errors) =>
        errors.Add(0, 0, "", "", $"is larger than {MonitorFile.MaxBytes:N0} bytes", $"a {errors.Dialect.Name} takes a few hundred; check that this is one");

    /// <summary>
    /// Control characters are refused before YAML sees them: its scanner takes U+0000 for the end of the file and would drop
    /// the rest without a word, and takes U+2028 for a line break, which would put every later line number off.
    /// </summary>
    private static bool IsText(string text, DefinitionErrors errors)
    {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\n')
            {
                line++;
                lineStart = i + 1;
            }
            else if ((char.IsControl(c) && c is not ('\t' or '\r')) || c is '\u2028' or '\u2029' || (char.IsSurrogate(c) && !IsPaired(text, i)))
            {
                errors.Add(
                    line, i - lineStart + 1, "", "", $"has the character U+{(int)c:X4}", $"a {errors.Dialect.Name} is plain text; check that this is one");
                return false;
            }
        }

        return true;
    }

    private static bool IsPaired(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
        : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
