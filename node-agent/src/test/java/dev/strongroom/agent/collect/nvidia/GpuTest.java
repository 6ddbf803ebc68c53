package dev.strongroom.agent.collect.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuTest {
  @ParameterizedTest
  @CsvSource({
    "7, Ampere",
    "8, Ada",
    "9, Hopper",
    "10, Blackwell",
    "13, Rubin",
    "11, architecture 11",
    "-1, architecture 4294967295"
  })
  void architecturesHaveNames(int number, String name) {
    assertThat(new Gpu(0, "u", "n", number, "v").architectureText()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | 1 | 0 | 2 | confidential computing on, DevTools off, multi-GPU mode NVLink encryption, environment production
          1 | 0 | 1 | 1 | confidential computing off, DevTools on, multi-GPU mode Protected PCIe, environment simulation
          7 | 8 | 9 | 10 | confidential computing unknown (8), DevTools unknown (9), multi-GPU mode unknown (10), environment unknown (7)
          """)
  void settingsHaveNames(int environment, int feature, int tools, int mode, String text) {
    assertThat(new ConfComputeSettings(environment, feature, tools, mode).text()).isEqualTo(text);
  }
}
