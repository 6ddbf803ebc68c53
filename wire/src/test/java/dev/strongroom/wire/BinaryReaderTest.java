package dev.strongroom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BinaryReaderTest {
  @Test
  void readsWhatTheWriterWrote() throws Exception {
    var written =
        new BinaryWriter()
            .u8(0xfe)
            .u16be(0xfffe)
            .u16le(0x1234)
            .u24le(0x654321)
            .u32be(0xfffffffeL)
            .u32le(0xfffffffdL)
            .u64be(-2)
            .u64le(-3)
            .field("név")
            .zeros(3)
            .toBytes();

    var in = new BinaryReader(written);

    assertThat(in.u8("a")).isEqualTo(0xfe);
    assertThat(in.u16be("b")).isEqualTo(0xfffe);
    assertThat(in.u16le("c")).isEqualTo(0x1234);
    assertThat(in.u24le("d")).isEqualTo(0x654321);
    assertThat(in.u32be("e")).isEqualTo(0xfffffffeL);
    assertThat(in.u32le("f")).isEqualTo(0xfffffffdL);
    assertThat(in.bits64be("g")).isEqualTo(-2);
    assertThat(in.bits64le("h")).isEqualTo(-3);
    assertThat(in.field("i", 16).utf8()).isEqualTo("név");
    in.zeros("j", 3);
    in.end();
  }

  @Test
  void namesFieldAndOffsetOfAnOverrun() {
    var in = new BinaryReader(Bytes.zeros(6));

    assertThatThrownBy(
            () -> {
              in.u32le("VERSION");
              in.u32le("POLICY");
            })
        .isInstanceOf(MalformedException.class)
        .hasMessage("POLICY at 4: needs 4 bytes, 2 remain");
  }

  @Test
  void refusesALengthThatLiesBeforeAllocating() {
    var in = new BinaryReader(new BinaryWriter().u32be(0xffffffffL).toBytes());

    assertThatThrownBy(() -> in.field("name", 100))
        .hasMessage("name at 0: length 4294967295 exceeds 100");
  }

  @Test
  void refusesNegativeLengths() {
    var in = new BinaryReader(Bytes.zeros(6));

    assertThatThrownBy(() -> in.bytes("x", -1)).isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesReservedBytesThatAreSet() throws Exception {
    var in = new BinaryReader(Bytes.ofHex("", "000001"));

    assertThatThrownBy(() -> in.zeros("reserved", 3)).hasMessage("reserved at 2: got 01, want 00");
  }

  @Test
  void refusesLeftovers() {
    assertThatThrownBy(() -> new BinaryReader(Bytes.zeros(2)).end())
        .hasMessage("end at 0: 2 bytes left over");
  }

  @Test
  void confinesASubReader() throws Exception {
    var in = new BinaryReader(Bytes.zeros(4));
    var inner = in.sub("inner", 2);

    assertThat(in.position()).isEqualTo(2);
    assertThatThrownBy(() -> inner.u32le("beyond")).isInstanceOf(MalformedException.class);
  }
}
