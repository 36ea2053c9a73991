using System.Text.Json;

namespace StreamAe.Host.Api;

/// <summary>Words of parameters that are one of a few.</summary>
internal static class Words
{
    /// <returns>Null where there is none.</returns>
    /// <exception cref="ApiProblem">It is none of them.</exception>
    public static T? Read<T>(string? word, string field)
        where T : struct, Enum
    {
        if (word is null)
        {
            return null;
        }

        foreach (T value in Enum.GetValues<T>())
        {
            if (WordOf(value) == word)
            {
                return value;
            }
        }

        throw ApiProblem.Invalid(field, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(WordOf))}");
    }

    private static string WordOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
