namespace StreamAe.Kafka.Decoding;

/// <summary>How a field of a message was written.</summary>
internal enum FieldKind : byte
{
    /// <summary>Not there, or null.</summary>
    Missing,

    /// <summary>Text within the record.</summary>
    Text,

    /// <summary>Text within the record that has JSON's escapes.</summary>
    EscapedText,

    /// <summary>A decimal number within the record.</summary>
    Number,

    False,
    True,

    /// <summary>A whole number in <see cref="FieldValue.Bits"/>.</summary>
    Integer,

    /// <summary>A whole number from 0 in <see cref="FieldValue.Bits"/>.</summary>
    Unsigned,

    /// <summary>A 64-bit float in <see cref="FieldValue.Bits"/>.</summary>
    Real,

    /// <summary>The number of an enumeration's value in <see cref="FieldValue.Bits"/>.</summary>
    Enumeration,

    /// <summary>Ticks since 1970 in <see cref="FieldValue.Bits"/>.</summary>
    Ticks,

    /// <summary>Fields within, where one value should be.</summary>
    Object,

    /// <summary>Several, where one value should be.</summary>
    Array,
}
