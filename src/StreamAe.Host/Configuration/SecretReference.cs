using System.Text;
using System.Text.RegularExpressions;

namespace StreamAe.Host.Configuration;

/// <summary>
/// References within text: <c>${env:NAME}</c> is the environment variable, <c>${file:PATH}</c> the file's content without the blanks and line
/// ends around it, as secrets are mounted in containers. <c>$${</c> is <c>${</c> itself; any other <c>$</c> is only that.
/// </summary>
internal static class SecretReference
{
    /// <summary>A chain of certificates has a few thousand bytes; a file that is larger than this is the wrong one.</summary>
    public const int MaxFileBytes = 256 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Regex VariableName = new("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.NonBacktracking);

    /// <summary>Puts in what the references of <paramref name="text"/> stand for. What was put in is not looked at for references again.</summary>
    /// <param name="text">As written.</param>
    /// <param name="folder">What relative paths are relative to; empty for the current folder.</param>
    /// <param name="revealed">The outcome; empty where there is none.</param>
    /// <param name="problem">Where there is none: what is wrong, to follow the key, without a secret in it; and what to do.</param>
    public static bool TryResolve(string text, string folder, out string revealed, out (string Rule, string Remedy) problem)
    {
        revealed = string.Empty;
        problem = default;
        var result = new StringBuilder();
        int at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            if (start > at && text[start - 1] == '$')
            {
                result.Append(text, at, start - 1 - at).Append("${");
                at = start + 2;
                continue;
            }

            result.Append(text, at, start - at);
            int end = text.IndexOf('}', start);
            if (end < 0)
            {
                problem = ("has ${ without }", "write ${env:NAME} or ${file:PATH}, or $${ for the characters ${");
                return false;
            }

            if (!TryRead(text[(start + 2)..end], folder, out string value, out problem))
            {
                return false;
            }

            result.Append(value);
            at = end + 1;
        }

        revealed = result.Append(text, at, text.Length - at).ToString();
        return true;
    }

    private static bool TryRead(string reference, string folder, out string value, out (string Rule, string Remedy) problem)
    {
        value = string.Empty;
        if (reference.StartsWith("env:", StringComparison.Ordinal))
        {
            return TryReadVariable(reference[4..], out value, out problem);
        }

        if (reference.StartsWith("file:", StringComparison.Ordinal) && reference.Length > 5)
        {
            return TryReadFile(reference[5..], folder, out value, out problem);
        }

        problem = ("has a reference that is neither ${env:NAME} nor ${file:PATH}", "write one of the two, or $${ for the characters ${");
        return false;
    }

    private static bool TryReadVariable(string name, out string value, out (string Rule, string Remedy) problem)
    {
        value = string.Empty;
        problem = ("has ${env:…} with something else than a name of letters, digits and '_'", "write it as ${env:KAFKA_PASSWORD}");
        if (!VariableName.IsMatch(name))
        {
            return false;
        }

        value = Environment.GetEnvironmentVariable(name) ?? string.Empty;
        problem = ($"refers to the environment variable {name}, which is not set or empty", "set it for this process, or correct the name");
        return value.Length > 0;
    }

    private static bool TryReadFile(string name, string folder, out string value, out (string Rule, string Remedy) problem)
    {
        value = string.Empty;
        string remedy = "put the secret there as text, or correct the path (it is relative to the folder of this file)";
        try
        {
            using FileStream file = File.OpenRead(Path.Combine(folder, name));
            byte[] bytes = new byte[MaxFileBytes + 1];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            value = length > MaxFileBytes ? string.Empty : StrictUtf8.GetString(bytes, 0, length).TrimStart('\uFEFF').Trim();
            string what = length > MaxFileBytes ? $"is larger than {MaxFileBytes:N0} bytes"
                : value.Length == 0 ? "is empty"
                : value.Contains('\0') ? "holds a NUL character, which is no text" : string.Empty;
            problem = ($"refers to the file {name}, which {what}", remedy);
            return what.Length == 0;
        }
        catch (DecoderFallbackException)
        {
            problem = ($"refers to the file {name}, which is not UTF-8 text", remedy);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = ($"refers to the file {name}, which does not exist", remedy);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = ($"refers to the file {name}, which cannot be read ({error.GetType().Name})", "check the path and its permissions");
        }

        return false;
    }
}
